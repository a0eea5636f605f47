using Studio.Core.Live;

namespace Studio.Core.Tuning;

/// <summary>
/// One run's live feed. Who publishes has written to the database before; publishing one at a time keeps the order of the writes,
/// also between a worker and somebody who cancels.
/// </summary>
internal sealed class RunFeed(Guid projectId, Guid runId, RunPicture picture, RunHeadlines headlines) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public LiveFeed<RunPicture, RunChange> Live { get; } = new(picture, RunPicture.Apply);

    public async Task PublishAsync(IEnumerable<RunChange> changes, Func<RunStatus, Task<RunStatus>> status)
    {
        await _turn.WaitAsync();
        try
        {
            foreach (var change in changes)
                Live.Publish(change);
            var now = await status(Live.Current.Status);
            Live.Publish(new StatusChanged(now));
            headlines.Feed.Publish(new RunHeadline(projectId, runId, now.State, now.Step, now.TotalSteps, now.SecondsLeft));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
