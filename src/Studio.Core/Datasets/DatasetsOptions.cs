namespace Studio.Core.Datasets;

/// <summary>Configuration under <c>Studio:Datasets</c>.</summary>
public sealed record DatasetsOptions
{
    /// <summary>The largest file that may be uploaded, in bytes.</summary>
    public long MaxUploadBytes { get; init; } = 8L << 30;
}
