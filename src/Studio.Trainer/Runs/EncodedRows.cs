namespace Studio.Trainer.Runs;

/// <summary>Rows as token ids, ready for the model.</summary>
/// <param name="Ids">Token ids of each row, special tokens included.</param>
/// <param name="TypeIds">Parallel to <paramref name="Ids"/>; null where no row is a pair or the model does not tell texts apart.</param>
/// <param name="Labels">Label id of each row.</param>
/// <param name="Truncated">Rows that were cut.</param>
internal sealed record EncodedRows(IReadOnlyList<ReadOnlyMemory<int>> Ids, IReadOnlyList<ReadOnlyMemory<int>>? TypeIds, long[] Labels, int Truncated)
{
    public int Count => Ids.Count;

    public int[] Lengths { get; } = [.. Ids.Select(row => row.Length)];
}
