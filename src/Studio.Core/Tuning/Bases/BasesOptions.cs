using Studio.Core.Outgoing;

namespace Studio.Core.Tuning.Bases;

/// <summary>Where base models come from and how large they may be.</summary>
public sealed record BasesOptions
{
    /// <summary>The hub: <c>Studio:Hub:Address</c>.</summary>
    public string HubAddress { get; init; } = "https://huggingface.co";

    /// <summary>The largest archive, packed or unpacked, in bytes: <c>Studio:Models:MaxArchiveBytes</c>.</summary>
    public long MaxArchiveBytes { get; init; } = 64L << 30;

    /// <summary>How long the hub may be silent.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first wait after a break; it doubles up to a minute.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Breaks in a row, without a byte in between, after which fetching is given up.</summary>
    public int MostBreaks { get; init; } = 6;

    /// <exception cref="InvalidInputException">A value cannot be used; the sentence names its key.</exception>
    public BasesOptions Checked()
    {
        try
        {
            return MaxArchiveBytes > 0 ? this with { HubAddress = OutgoingHttp.Parse(HubAddress).AbsoluteUri.TrimEnd('/') }
                : throw new InvalidInputException("Studio:Models:MaxArchiveBytes is a number of bytes above 0.");
        }
        catch (InvalidInputException mistake) when (!mistake.Message.StartsWith("Studio:", StringComparison.Ordinal))
        {
            throw new InvalidInputException($"Studio:Hub:Address: {mistake.Message}");
        }
    }
}
