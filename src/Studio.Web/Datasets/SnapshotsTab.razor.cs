using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Snapshots;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>The frozen versions of a dataset, and the form that makes the next.</summary>
public sealed partial class SnapshotsTab
{
    private IReadOnlyList<SnapshotInfo>? _snapshots;
    private string _message = "";
    private bool? _labeledOnly;
    private bool _busy;
    private long? _version;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    private bool LabeledOnly
    {
        get => _labeledOnly ?? View.Dataset.LabeledCount > 0;
        set => _labeledOnly = value;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_version == View.Version)
            return;
        _version = View.Version;
        _snapshots = await Snapshots.RunAsync(View.Actor, View.Id);
    }

    private async Task FreezeAsync()
    {
        if (_busy)
            return;
        _busy = true;
        await Feedback.TryAsync(async () =>
        {
            var frozen = await Freeze.RunAsync(View.Actor, View.Id, new FreezeRequest(_message, LabeledOnly));
            Feedback.Say(frozen.IsNew
                ? $"Snapshot {frozen.Number} is made."
                : $"Nothing has changed since snapshot {frozen.Number}, which holds exactly these examples.");
            _message = "";
        });
        _busy = false;
    }

    private static IEnumerable<string> Downloads(SnapshotInfo snapshot)
    {
        if (snapshot.TrainCount > 0)
            yield return "train";
        if (snapshot.ValidationCount > 0)
            yield return "validation";
        if (snapshot.TestCount > 0)
            yield return "test";
    }
}
