namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>A sparse matrix by rows, and by columns for the pass that needs those. Row <c>i</c> has the entries from <c>Starts[i]</c> to before <c>Starts[i + 1]</c>.</summary>
internal sealed class SparseMatrix
{
    private readonly Lazy<SparseMatrix> _transposed;

    public SparseMatrix(int columns, int[] starts, int[] indices, double[] values)
    {
        (Columns, Starts, Indices, Values) = (columns, starts, indices, values);
        _transposed = new Lazy<SparseMatrix>(Transpose);
    }

    public int Rows => Starts.Length - 1;

    public int Columns { get; }

    public int[] Starts { get; }

    public int[] Indices { get; }

    public double[] Values { get; }

    /// <summary>The same entries with rows and columns exchanged; made once.</summary>
    public SparseMatrix Transposed => _transposed.Value;

    private SparseMatrix Transpose()
    {
        var starts = new int[Columns + 1];
        foreach (var column in Indices) starts[column + 1]++;
        for (var i = 0; i < Columns; i++) starts[i + 1] += starts[i];
        var next = starts.AsSpan(0, Columns).ToArray();
        var indices = new int[Indices.Length];
        var values = new double[Values.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var at = Starts[row]; at < Starts[row + 1]; at++)
            {
                var place = next[Indices[at]]++;
                indices[place] = row;
                values[place] = Values[at];
            }
        }

        return new SparseMatrix(Rows, starts, indices, values);
    }
}
