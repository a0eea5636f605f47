namespace Studio.Trainer.Evaluation;

/// <summary>How often each true label (row) was answered by each label (column), both in the order of the labels.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    /// <param name="size">The number of labels.</param>
    public ConfusionMatrix(int size)
    {
        Size = size;
        _counts = new int[size * size];
    }

    public int Size { get; }

    public long Total { get; private set; }

    public long Correct { get; private set; }

    public int this[int truth, int prediction] => _counts[(truth * Size) + prediction];

    public void Add(int truth, int prediction)
    {
        _counts[(truth * Size) + prediction]++;
        Total++;
        if (truth == prediction) Correct++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Total, Correct) = (0, 0);
    }

    public ReadOnlySpan<int> Row(int truth) => _counts.AsSpan(truth * Size, Size);

    /// <summary>Rows with this true label.</summary>
    public long Support(int label)
    {
        long sum = 0;
        foreach (var count in Row(label)) sum += count;
        return sum;
    }

    /// <summary>Sums of all columns: how often each label was answered.</summary>
    public long[] Predicted()
    {
        var sums = new long[Size];
        for (var truth = 0; truth < Size; truth++)
        {
            var row = Row(truth);
            for (var label = 0; label < Size; label++) sums[label] += row[label];
        }

        return sums;
    }

    public int[][] ToArrays() => [.. Enumerable.Range(0, Size).Select(truth => Row(truth).ToArray())];

    /// <summary>Precision, recall and F1 of every label; what is undefined counts as 0, as in scikit-learn.</summary>
    public PrecisionRecallF1[] PerLabel()
    {
        var predicted = Predicted();
        var scores = new PrecisionRecallF1[Size];
        for (var label = 0; label < Size; label++) scores[label] = PrecisionRecallF1.Of(this[label, label], predicted[label], Support(label));
        return scores;
    }
}
