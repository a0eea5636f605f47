namespace Studio.Core.Datasets.Exporting;

/// <summary>What of an example leaves with an export.</summary>
internal sealed record ExportedExample(string Text, string? Label, DatasetSplit Split, string? Id, string? Metadata)
{
    public string? SplitName => Split == DatasetSplit.None ? null : Split.ToString().ToLowerInvariant();
}

/// <summary>A file that is being written. Only one that was completed is whole; disposing of it earlier leaves it cut off, as it should look.</summary>
internal interface IExampleWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ExportedExample example, CancellationToken cancel);

    ValueTask CompleteAsync(CancellationToken cancel);
}
