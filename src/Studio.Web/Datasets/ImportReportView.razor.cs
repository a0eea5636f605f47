using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Live;
using Studio.Core.Teams;

namespace Studio.Web.Datasets;

/// <summary>What becomes of an import, while it runs and afterwards: how far it is, what was rejected and why.</summary>
public sealed partial class ImportReportView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private LiveSubscription<DatasetActivity, DatasetEvent>? _feed;
    private ImportReport? _report;
    private DatasetWork? _work;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required Guid DatasetId { get; set; }

    [Parameter, EditorRequired]
    public required Guid ImportId { get; set; }

    public void Dispose() => _feed?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _feed = Feeds.Of(DatasetId).Subscribe();
        _work = _feed.Now.Works.GetValueOrDefault(ImportId);
        _report = await Imports.ReportAsync(Actor, ImportId);
        _ = FollowAsync(_feed);
    }

    private async Task FollowAsync(LiveSubscription<DatasetActivity, DatasetEvent> feed)
    {
        await foreach (var batch in feed.ReadBatchesAsync(Interval, Time))
        {
            await InvokeAsync(async () =>
            {
                try
                {
                    _work = batch.Snapshot.Works.GetValueOrDefault(ImportId);
                    _report = await Imports.ReportAsync(Actor, ImportId);
                    StateHasChanged();
                }
                catch (Exception error)
                {
                    feed.Dispose();
                    await DispatchExceptionAsync(error);
                }
            });
        }
    }
}
