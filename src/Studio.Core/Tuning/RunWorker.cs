using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

/// <summary>Works through the queue, one run at a time, on this process's device. What it has not finished when it dies, another claims.</summary>
internal sealed partial class RunWorker(
    RunQueue queue, RunAttempts attempts, RunsWithRoom paused, WorkerLocks locks, IGrainFactory grains, TuningOptions options, TimeProvider time, ILogger<RunWorker> logger)
    : BackgroundService, IRunOwner, IRunWaiter
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeSpan _attachAgain = TimeSpan.FromSeconds(20);
    private (Guid RunId, RunLease Lease, RunOrders Orders)? _current;
    private IRunWaiter? _waiter;
    private IRunOwner? _owner;

    public Task WakeAsync()
    {
        _wake.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    public Task CancelAsync(Guid runId)
    {
        if (_current is { } current && current.RunId == runId)
            current.Lease.RequestCancel();
        return Task.CompletedTask;
    }

    public Task ObeyAsync(Guid runId) => _current is { } current && current.RunId == runId ? current.Orders.PassOnAsync(CancellationToken.None) : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var alive = locks.Hold(_id);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _waiter ??= grains.CreateObjectReference<IRunWaiter>(this);
                _owner ??= grains.CreateObjectReference<IRunOwner>(this);
                await grains.GetGrain<IRunQueueGrain>(0).WaitAsync(_waiter);
                await paused.ResumeAsync(stoppingToken);
                if (await queue.ClaimAsync(_id, stoppingToken) is { } run)
                    await WorkAsync(run, stoppingToken);
                else
                    await IdleAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogTrouble(error);
                await Task.Delay(options.Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task IdleAsync(CancellationToken stopping)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        poll.CancelAfter(options.Poll);
        await ((Task)_wake.Reader.ReadAsync(poll.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(Run run, CancellationToken stopping)
    {
        LogClaimed(run.Id, run.Number, run.Fence);
        using var done = new CancellationTokenSource();
        var attached = StayAttachedAsync(run.Id, done.Token);
        try
        {
            await attempts.RunAsync(run, (lease, orders) => _current = (run.Id, lease, orders), stopping);
        }
        finally
        {
            _current = null;
            await done.CancelAsync();
            await attached;
        }
    }

    // Grains forget quiet observers. A wish to cancel that is missed here is seen at the next heartbeat, an order the next time around.
    private async Task StayAttachedAsync(Guid runId, CancellationToken done)
    {
        var grain = grains.GetGrain<IRunGrain>(runId);
        while (!done.IsCancellationRequested)
        {
            try
            {
                await grain.AttachAsync(_owner!);
                await ObeyAsync(runId);
            }
            catch (Exception error)
            {
                LogTrouble(error);
            }

            await Task.Delay(_attachAgain, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await grain.DetachAsync(_owner!);
    }

    [LoggerMessage(LogLevel.Information, "Works on run {RunId} (number {Number}), attempt {Fence}")]
    private partial void LogClaimed(Guid runId, int number, long fence);

    [LoggerMessage(LogLevel.Error, "The worker ran into trouble and goes on shortly")]
    private partial void LogTrouble(Exception error);
}
