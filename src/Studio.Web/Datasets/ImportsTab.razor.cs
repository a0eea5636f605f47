using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Importing;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>A box for the next file, and what came of the earlier ones.</summary>
public sealed partial class ImportsTab
{
    private IReadOnlyList<ImportInfo>? _imports;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    protected override async Task OnParametersSetAsync() => _imports = await Imports.RunAsync(View.Actor, View.Id);

    private async Task DropAsync(ImportInfo import)
    {
        await Feedback.TryAsync(() => Cancel.RunAsync(View.Actor, import.Id), $"{import.FileName} is dropped.");
        _imports = await Imports.RunAsync(View.Actor, View.Id);
    }

    internal static string State(ImportState state) => state switch
    {
        ImportState.Receiving => "half uploaded",
        ImportState.Uploaded => "waits for you",
        ImportState.Queued => "waits",
        ImportState.Running => "running",
        ImportState.Undoing => "being removed",
        ImportState.Done => "done",
        ImportState.Failed => "failed",
        _ => "cancelled",
    };

    internal static string Colour(ImportState state) => state switch
    {
        ImportState.Done => "badge-good",
        ImportState.Failed => "badge-bad",
        ImportState.Running or ImportState.Queued => "badge-live",
        ImportState.Uploaded or ImportState.Receiving => "badge-warning",
        _ => "",
    };
}
