using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Cleaning;

namespace Studio.Web.Datasets;

/// <summary>Cleaning a dataset's texts: which steps stands in the address, what they would change is shown before anything is done.</summary>
public sealed partial class CleanTab
{
    private CleaningPreview? _preview;
    private bool _busy;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery]
    public string? Steps { get; set; }

    private HashSet<CleaningStep> Chosen => Steps is null
        ? [CleaningStep.Encoding, CleaningStep.Control, CleaningStep.Unicode, CleaningStep.Whitespace]
        : [.. Steps.Split(',').Select(name => Enum.TryParse<CleaningStep>(name, ignoreCase: true, out var step) ? step : (CleaningStep?)null).OfType<CleaningStep>()];

    private void Choose(CleaningStep step, bool wanted)
    {
        var chosen = Chosen;
        _ = wanted ? chosen.Add(step) : chosen.Remove(step);
        _preview = null;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("steps", string.Join(',', chosen.Order()).ToLowerInvariant()), replace: true);
    }

    private Task PreviewAsync() => BusyAsync(async () => _preview = await Task.Run(() => Clean.PreviewAsync(View.Actor, View.Id, Chosen)));

    private Task ApplyAsync() => BusyAsync(async () =>
    {
        var (actor, id, steps) = (View.Actor, View.Id, Chosen);
        DatasetStep step = await Task.Run(() => Clean.ApplyAsync(actor, id, steps));
        Feedback.Undoable($"Cleaned {Texts(step.Rows)}.", Undo, actor, step.Id);
        _preview = null;
    });

    private static string Texts(long count) => count == 1 ? "1 text" : $"{count:N0} texts";

    private async Task BusyAsync(Func<Task> work)
    {
        if (_busy)
            return;
        _busy = true;
        await Feedback.TryAsync(work);
        _busy = false;
    }
}
