using System.Globalization;
using Studio.Core.Evaluation;
using Studio.Trainer.Evaluation;
using Studio.Web.Controls;

namespace Studio.Web.Evaluation;

/// <summary>How figures are written: one digit behind the point, the same everywhere.</summary>
public static class FigureText
{
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>Both ends in percent: <c>78.1–84.9</c>.</summary>
    public static string Range(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{interval.Low * 100:0.0}–{interval.High * 100:0.0}");

    /// <summary>A difference in percentage points with its sign.</summary>
    public static string Points(double difference) => Signed(difference) + " points";

    /// <summary>Both ends of a difference with their signs: <c>−1.2 to +3.4</c>.</summary>
    public static string SignedRange(Interval interval) => $"{Signed(interval.Low)} to {Signed(interval.High)}";

    /// <summary>By how much the preferred answer of a pair is ahead, in rewards.</summary>
    public static string Margin(double ahead) => string.Create(CultureInfo.InvariantCulture, $"{(ahead < 0 ? "−" : "+")}{Math.Abs(ahead):0.00}");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rows(int count) => count == 1 ? "1 row" : $"{Count(count)} rows";

    public static string Seconds(double seconds) => seconds switch
    {
        < 0.001 => "< 1 ms",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
    };

    /// <summary>1,234 or 1.2 M: the size of a model, not its last digit.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.0} B"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0} M"),
        _ => Count(count),
    };

    /// <summary>Tokens sent and written; a dash where nobody counts them.</summary>
    public static string Tokens(ScorecardSummary card) => card is { InputTokens: { } sent, OutputTokens: { } written } ? $"{Count(sent)} + {Count(written)}" : "–";

    /// <summary>What the tokens cost; what runs on this server costs no tokens, what is not known is said.</summary>
    public static string Price(ScorecardSummary card) => card switch
    {
        { Price: { } price } => string.Create(CultureInfo.InvariantCulture, $"{price:0.####} {card.Currency}"),
        { InputTokens: not null } => "not known",
        _ => "–",
    };

    public static string PValue(double p) => p < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.000}");

    public static string Bytes(long bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB");

    public static string Day(DateTime at) => Moments.Minute(at);

    private static string Signed(double difference)
    {
        var points = Math.Round(difference * 100, 1);
        return points == 0 ? "±0.0" : string.Create(CultureInfo.InvariantCulture, $"{(points > 0 ? "+" : "−")}{Math.Abs(points):0.0}");
    }

    public static string Invariant(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
