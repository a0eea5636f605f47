using System.Globalization;
using Studio.Core.Datasets;

namespace Studio.Web.Datasets;

/// <summary>Figures and dates as this room writes them.</summary>
internal static class Words
{
    public static string Share(long part, long whole) => whole == 0 ? "–" : part == whole ? "100 %" : part == 0 ? "0 %" : $"{Math.Clamp(100.0 * part / whole, 0.1, 99.9):0.#} %";

    public static string Day(DateTime at) => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Moment(DateTime at) => at.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";

    public static string Split(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => "train",
        DatasetSplit.Validation => "validation",
        DatasetSplit.Test => "test",
        _ => "–",
    };

    public static string Short(string hash) => hash[..12];
}
