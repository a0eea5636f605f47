using System.Globalization;
using Studio.Core.Tuning.Bases;

namespace Studio.Web.Tuning.Bases;

/// <summary>States, sources and figures of base models in words.</summary>
internal static class BaseModelWords
{
    public static string State(BaseModelRow model) => model.State switch
    {
        BaseModelState.Receiving => "Being sent",
        BaseModelState.Waiting => "Waiting",
        BaseModelState.Fetching => model.Source == BaseModelSource.Archive ? "Unpacking" : "Fetching",
        BaseModelState.Checking => "Being checked",
        BaseModelState.Checked when model.IsAdmitted => "Admitted",
        BaseModelState.Checked => "Waits for admission",
        BaseModelState.Refused => "Cannot be used",
        BaseModelState.Failed => "Failed",
        _ => "Stopped",
    };

    public static string Tone(BaseModelRow model) => model.State switch
    {
        BaseModelState.Checked when model.IsAdmitted => "badge badge-good",
        BaseModelState.Checked or BaseModelState.Stopped => "badge badge-warning",
        BaseModelState.Refused or BaseModelState.Failed => "badge badge-bad",
        BaseModelState.Fetching or BaseModelState.Checking or BaseModelState.Receiving => "badge badge-live",
        _ => "badge",
    };

    public static string Source(BaseModelSource source) => source switch
    {
        BaseModelSource.Hub => "hub",
        BaseModelSource.Archive => "archive",
        BaseModelSource.Shipped => "comes with Studio",
        _ => "folder of the server",
    };

    public static string AddedBy(BaseModelRow model) => model.Source == BaseModelSource.Shipped ? "Studio" : model.AddedBy;

    public static string Count(long number) => number switch
    {
        < 10_000 => number.ToString("N0", CultureInfo.InvariantCulture),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:0.#} k"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:0.#} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:0.##} B"),
    };
}
