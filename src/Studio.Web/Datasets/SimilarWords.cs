using System.Globalization;

namespace Studio.Web.Datasets;

internal static class SimilarWords
{
    /// <summary>A cosine as it is written everywhere: two decimals, and 1.00 only for equal vectors.</summary>
    public static string Score(double score) => (score is < 1 and >= 0.995 ? 0.99 : score).ToString("0.00", CultureInfo.InvariantCulture);
}
