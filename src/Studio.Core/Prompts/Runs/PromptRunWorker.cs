using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Works on prompt runs, a few at a time. What it has not finished when it dies, another claims and goes on with.</summary>
internal sealed partial class PromptRunWorker(
    PromptRunQueue queue, PromptRunAttempts attempts, WorkerLocks locks, IGrainFactory grains, PromptRunOptions options, TimeProvider time,
    ILogger<PromptRunWorker> logger) : BackgroundService, IRunOwner, IRunWaiter
{
    /// <summary>Tuning runs wait in queue 0.</summary>
    public const int Queue = 1;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeSpan _attachAgain = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<Guid, (RunLease Lease, Task Work)> _current = new();
    private IRunWaiter? _waiter;
    private IRunOwner? _owner;

    public Task WakeAsync()
    {
        _wake.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    public Task CancelAsync(Guid runId)
    {
        if (_current.TryGetValue(runId, out var current))
            current.Lease.RequestCancel();
        return Task.CompletedTask;
    }

    // A prompt run has nothing to steer but its end.
    public Task ObeyAsync(Guid runId) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var alive = locks.Hold(_id);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _waiter ??= grains.CreateObjectReference<IRunWaiter>(this);
                _owner ??= grains.CreateObjectReference<IRunOwner>(this);
                await grains.GetGrain<IRunQueueGrain>(Queue).WaitAsync(_waiter);
                if (_current.Count < options.AtOnce && await queue.ClaimAsync(_id, stoppingToken) is { } run)
                    Begin(run, stoppingToken);
                else
                    await IdleAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogTrouble(error);
                await Task.Delay(options.Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_current.Values.Select(current => current.Work));
    }

    private async Task IdleAsync(CancellationToken stopping)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        poll.CancelAfter(options.Poll);
        await ((Task)_wake.Reader.ReadAsync(poll.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Begin(PromptRun run, CancellationToken stopping)
    {
        LogClaimed(run.Id, run.Number, run.Fence);
        var lease = queue.Hold(run, logger);
        var work = new Task<Task>(() => WorkAsync(run, lease, stopping));
        _current[run.Id] = (lease, work.Unwrap());
        work.Start(TaskScheduler.Default);
    }

    private async Task WorkAsync(PromptRun run, RunLease lease, CancellationToken stopping)
    {
        using var done = new CancellationTokenSource();
        var attached = StayAttachedAsync(run.Id, done.Token);
        try
        {
            await using (lease)
                await attempts.RunAsync(run, lease, stopping);
        }
        catch (Exception error)
        {
            LogTrouble(error);
        }
        finally
        {
            _current.TryRemove(run.Id, out _);
            await done.CancelAsync();
            await attached;
            _wake.Writer.TryWrite(true);
        }
    }

    // Grains forget quiet observers. A wish to cancel that is missed here is seen at the next heartbeat.
    private async Task StayAttachedAsync(Guid runId, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IRunGrain>(runId).AttachAsync(_owner!);
            }
            catch (Exception error)
            {
                LogTrouble(error);
            }

            await Task.Delay(_attachAgain, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "Works on prompt run {RunId} (number {Number}), attempt {Fence}")]
    private partial void LogClaimed(Guid runId, int number, long fence);

    [LoggerMessage(LogLevel.Error, "The worker of prompt runs ran into trouble and goes on shortly")]
    private partial void LogTrouble(Exception error);
}
