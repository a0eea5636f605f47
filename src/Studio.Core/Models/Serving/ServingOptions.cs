using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Models.Serving.Limits;

namespace Studio.Core.Models.Serving;

/// <summary>Limits of serving, under <c>Studio:Serving</c>.</summary>
public sealed record ServingOptions
{
    /// <summary>Weights that are kept loaded at most, in bytes; the least recently used go first. One model is always allowed.</summary>
    public long LoadedBytes { get; init; } = 2L << 30;

    public int MaxTexts { get; init; } = 128;

    /// <summary>Characters of one text.</summary>
    public int MaxTextLength { get; init; } = 20_000;

    /// <summary>Bytes of one request to <c>/v1</c>.</summary>
    public int MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>Language models and encoders in memory.</summary>
    public HostingOptions Models { get; init; } = new();

    public TeamLimits Limits { get; init; } = new();

    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public void Check()
    {
        if (this is { LoadedBytes: <= 0 } or { MaxTexts: <= 0 } or { MaxTextLength: <= 0 } or { MaxBodyBytes: <= 0 })
            throw new InvalidInputException("Studio:Serving: LoadedBytes, MaxTexts, MaxTextLength and MaxBodyBytes must be greater than 0.");
        Models.Check();
        Limits.Check();
    }
}
