using Studio.Core.Live;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Web.Tuning;

/// <summary>A page's subscription to a run. The parts of the page that are alive listen to it; the page itself stays as it is.</summary>
public sealed class RunStream : IAsyncDisposable
{
    private readonly LiveSubscription<RunPicture, RunChange> _subscription;
    private readonly Task _reading;

    private RunStream(LiveSubscription<RunPicture, RunChange> subscription, TimeSpan interval)
    {
        _subscription = subscription;
        Picture = subscription.Now;
        _reading = ReadAsync(interval);
    }

    public RunPicture Picture { get; private set; }

    /// <summary>Called one batch after the other, away from any circuit.</summary>
    public event Func<LiveBatch<RunPicture, RunChange>, Task>? Changed;

    public static async Task<RunStream> OpenAsync(WatchRun watch, Actor actor, Guid projectId, Guid runId, TimeSpan interval) =>
        new(await watch.RunAsync(actor, projectId, runId), interval);

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        Changed = null;
        await _reading;
    }

    private async Task ReadAsync(TimeSpan interval)
    {
        await foreach (var batch in _subscription.ReadBatchesAsync(interval))
        {
            Picture = batch.Snapshot;
            foreach (var listener in Changed?.GetInvocationList() ?? [])
                await ((Func<LiveBatch<RunPicture, RunChange>, Task>)listener)(batch);
        }
    }
}
