namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// The directions in which vectors differ most (principal component analysis, Pearson 1901), by orthogonal iteration on their covariance. The same
/// vectors give the same axes: every sum is made in one order, however many threads there are.
/// </summary>
internal sealed class PrincipalAxes
{
    private const int Rounds = 60, Together = 8;

    private readonly float[] _mean;
    private readonly float[][] _axes;

    private PrincipalAxes(float[] mean, float[][] axes, double[] shares) => (_mean, _axes, Shares) = (mean, axes, shares);

    /// <summary>How much of the variance lies along each axis, the largest first; all together at most 1.</summary>
    public IReadOnlyList<double> Shares { get; }

    public static PrincipalAxes Of(IReadOnlyList<float[]> rows, int count, CancellationToken cancel)
    {
        var dimensions = rows[0].Length;
        var mean = new float[dimensions];
        foreach (var row in rows)
            Add(mean, row, 1f / rows.Count);
        var covariance = Covariance(rows, mean, cancel);
        var total = Enumerable.Range(0, dimensions).Sum(i => (double)covariance[i][i]);
        count = Math.Min(count, dimensions);
        var random = new Random(1);
        // Some more than wanted, so that the wanted ones settle sooner.
        var axes = Orthogonal([.. Enumerable.Range(0, Math.Min(dimensions, count + 6)).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray())]);
        for (var round = 0; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            axes = Orthogonal([.. axes.Select(axis => Times(covariance, axis))]);
        }

        var found = axes.Select(axis => (Axis: Signed(axis), Variance: (double)UnitVector.Dot(axis, Times(covariance, axis)))).OrderByDescending(a => a.Variance).Take(count).ToList();
        return new PrincipalAxes(mean, [.. found.Select(a => a.Axis)], [.. found.Select(a => total > 0 ? Math.Clamp(a.Variance / total, 0, 1) : 0)]);
    }

    public float[] Project(float[] row) => [.. _axes.Select(axis => UnitVector.Dot(row, axis) - UnitVector.Dot(_mean, axis))];

    private static float[][] Covariance(IReadOnlyList<float[]> rows, float[] mean, CancellationToken cancel)
    {
        var dimensions = mean.Length;
        var covariance = new float[dimensions][];
        // Each thread makes some lines of the matrix by itself, in the order of the rows. Taking the mean from one side is enough: what is left of it on the
        // other sums to nothing.
        Parallel.For(0, (dimensions + Together - 1) / Together, new ParallelOptions { CancellationToken = cancel }, part =>
        {
            var (first, last) = (part * Together, Math.Min(dimensions, (part + 1) * Together));
            for (var i = first; i < last; i++)
                covariance[i] = new float[dimensions];
            foreach (var row in rows)
            {
                for (var i = first; i < last; i++)
                    Add(covariance[i], row, (row[i] - mean[i]) / rows.Count);
            }
        });
        return covariance;
    }

    private static float[] Times(float[][] matrix, float[] vector) => [.. matrix.Select(line => UnitVector.Dot(line, vector))];

    // Gram and Schmidt; a direction that nothing is left of stays empty.
    private static float[][] Orthogonal(float[][] vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            for (var j = 0; j < i; j++)
                Add(vectors[i], vectors[j], -UnitVector.Dot(vectors[i], vectors[j]));
            UnitVector.Scaled(vectors[i]);
        }

        return vectors;
    }

    // An axis has no direction of its own: the largest number decides, so that a map is not mirrored from one time to the next.
    private static float[] Signed(float[] axis) => axis.MaxBy(Math.Abs) < 0 ? [.. axis.Select(value => -value)] : axis;

    private static void Add(float[] to, float[] row, float times)
    {
        var (all, added) = (new System.Numerics.Vector<float>(times), System.Numerics.Vector<float>.Count);
        var i = 0;
        for (; i <= to.Length - added; i += added)
            (new System.Numerics.Vector<float>(to, i) + all * new System.Numerics.Vector<float>(row, i)).CopyTo(to, i);
        for (; i < to.Length; i++)
            to[i] += times * row[i];
    }
}
