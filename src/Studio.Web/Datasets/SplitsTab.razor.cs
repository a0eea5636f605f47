using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Splitting;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>Labels by splits as they are, and as a plan would make them.</summary>
public sealed partial class SplitsTab
{
    private const int MostShown = 300;

    private IReadOnlyList<SplitCount> _now = [];
    private SplitPreview? _preview;
    private int _train = 80;
    private int _validation = 10;
    private int _test = 10;
    private int _seed = 42;
    private bool _keep;
    private bool _busy;
    private long? _version;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    private SplitPlan Plan => new(_train, _validation, _test, _seed, _keep);

    private IReadOnlyList<SplitCount> Shown => _preview?.Then ?? _now;

    protected override async Task OnParametersSetAsync()
    {
        if (_version == View.Version)
            return;
        _version = View.Version;
        _now = await Split.CountAsync(View.Actor, View.Id);
    }

    private Task PreviewAsync() => BusyAsync(async () => _preview = await Split.PreviewAsync(View.Actor, View.Id, Plan));

    private Task ApplyAsync() => BusyAsync(async () =>
    {
        var actor = View.Actor;
        var step = await Split.ApplyAsync(actor, View.Id, Plan);
        _preview = null;
        Feedback.Undoable("The dataset is split.", () => Undo.RunAsync(actor, step));
    });

    private async Task BusyAsync(Func<Task> action)
    {
        if (_busy)
            return;
        _busy = true;
        await Feedback.TryAsync(action);
        _busy = false;
    }

    private string Cell(SplitCount row, Func<SplitCount, long> part)
    {
        var now = _preview is null ? null : _now.FirstOrDefault(r => r.Label == row.Label);
        return now is null || part(now) == part(row) ? $"{part(row):N0}" : $"{part(row):N0} ({part(now):N0})";
    }

    private string Sum(Func<SplitCount, long> part) => $"{Shown.Sum(part):N0}";
}
