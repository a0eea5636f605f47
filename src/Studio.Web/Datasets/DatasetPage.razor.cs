using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets.Live;
using Studio.Core.Live;

namespace Studio.Web.Datasets;

/// <summary>One dataset. What others do to it appears by itself: a change in the feed makes the page read again, at most four times a second.</summary>
public sealed partial class DatasetPage
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private LiveSubscription<DatasetActivity, DatasetEvent>? _feed;
    private DatasetView? _view;
    private IReadOnlyCollection<DatasetWork> _works = [];
    private Guid _shown;

    [Parameter]
    public Guid DatasetId { get; set; }

    [Parameter]
    public string? Tab { get; set; }

    public void Dispose() => _feed?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == DatasetId)
            return;
        _shown = DatasetId;
        await ReadAsync(0);
        _feed?.Dispose();
        _feed = Feeds.Of(DatasetId).Subscribe();
        _works = [.. _feed.Now.Works.Values];
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
                    _works = [.. batch.Snapshot.Works.Values];
                    if (batch.IsSnapshot || batch.Changes.Any(c => c is not DatasetEvent.Progress))
                        await ReadAsync(batch.Snapshot.Version);
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

    private async Task ReadAsync(long version)
    {
        var (dataset, access) = await Datasets.OneAsync(Actor, DatasetId);
        if (access.ProjectId != ProjectId)
            throw new NotFoundException("dataset");
        _view = new DatasetView(Actor, dataset, access, Place.To($"datasets/{DatasetId}"), version);
    }

    private string To(string tab) => _view!.To(tab);
}
