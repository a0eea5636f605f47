using Studio.Core.Datasets;
using Studio.Web.Controls;

namespace Studio.Web.Datasets;

/// <summary>Figures and dates as this room writes them.</summary>
internal static class Words
{
    public static string Share(long part, long whole) => whole == 0 ? "–" : part == whole ? "100 %" : part == 0 ? "0 %" : $"{Math.Clamp(100.0 * part / whole, 0.1, 99.9):0.#} %";

    public static string Day(DateTime at) => Moments.Day(at);

    public static string Moment(DateTime at) => Moments.Minute(at);

    public static string Split(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => "train",
        DatasetSplit.Validation => "validation",
        DatasetSplit.Test => "test",
        _ => "–",
    };

    public static string Short(string hash) => hash[..12];
}
