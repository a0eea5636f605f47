namespace Studio.Core.Datasets;

/// <summary>Configuration under <c>Studio:Datasets</c>.</summary>
public sealed record DatasetsOptions
{
    /// <summary>The largest file that may be uploaded, in bytes.</summary>
    public long MaxUploadBytes { get; init; } = 8L << 30;

    /// <summary>A folder of this machine whose files people may import without sending them; none when it is not set.</summary>
    public string? ImportFolder { get; init; }

    /// <exception cref="InvalidInputException">A value cannot be used; the sentence names its key.</exception>
    public DatasetsOptions Checked()
    {
        if (MaxUploadBytes <= 0)
            throw new InvalidInputException("Studio:Datasets:MaxUploadBytes is a number of bytes above 0.");
        if (!string.IsNullOrWhiteSpace(ImportFolder) && !Directory.Exists(ImportFolder))
            throw new InvalidInputException($"Studio:Datasets:ImportFolder is “{ImportFolder}”, where no folder is. Make it, or leave the key out.");
        return this;
    }
}
