namespace Studio.Core.Models.Serving;

/// <summary>Limits of serving, under <c>Studio:Serving</c>.</summary>
public sealed record ServingOptions
{
    /// <summary>Weights that are kept loaded at most, in bytes; the least recently used go first. One model is always allowed.</summary>
    public long LoadedBytes { get; init; } = 2L << 30;

    public int MaxTexts { get; init; } = 128;

    /// <summary>Characters of one text.</summary>
    public int MaxTextLength { get; init; } = 20_000;
}
