using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>
/// Writes an attempt's events down in batches and then tells whoever watches. The engine's thread only drops them here; one loop writes.
/// </summary>
internal sealed partial class RunRecorder : IAsyncDisposable
{
    private const int BatchSize = 512;

    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly RunAttemptKey _attempt;
    private readonly RunJournal _journal;
    private readonly RunFeed _feed;
    private readonly RunLease _lease;
    private readonly IWriteGate _gate;
    private readonly TuningOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _writing;

    private readonly RunFeeds _feeds;

    public RunRecorder(
        Run run, RunOrders orders, RunFeed feed, RunFeeds feeds, RunLease lease, IWriteGate gate, TuningOptions options, TimeProvider time, ILogger logger)
    {
        (_attempt, _journal) = (new RunAttemptKey(run.Id, run.Fence), new RunJournal(run, orders, feed.Live.Current.Children, time));
        _feeds = feeds;
        (_feed, _lease, _gate, _options, _time, _logger) = (feed, lease, gate, options, time, logger);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Never waits.</summary>
    public void Report(RunEvent happened) => _entries.Writer.TryWrite(new Entry(journal => journal.Add(happened), null));

    /// <summary>Completes once the change, and everything reported before it, is on disk.</summary>
    /// <exception cref="LeaseLostException">The run is another attempt's by now.</exception>
    public Task WriteAsync(Action<RunJournal> change)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_entries.Writer.TryWrite(new Entry(change, done)))
            throw new LeaseLostException();
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Entry>(BatchSize);
        try
        {
            while (await _entries.Reader.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < BatchSize && _entries.Reader.TryRead(out var entry))
                    batch.Add(entry);
                batch.ForEach(entry => entry.Change(_journal));
                await WriteUntilDoneAsync(_journal.TakeBatch(), _journal.Status, _journal.Facts);
                batch.ForEach(entry => entry.Done?.TrySetResult());
                await Task.Delay(_options.Flush, _time);
            }
        }
        catch (Exception error)
        {
            _lease.Lose();
            _entries.Writer.TryComplete();
            if (error is not LeaseLostException)
                LogLost(_attempt.RunId, error);
            batch.ForEach(entry => entry.Done?.TrySetException(error));
            while (_entries.Reader.TryRead(out var entry))
                entry.Done?.TrySetException(error);
        }
    }

    // A database that is locked or full now may be well in a moment: nothing is dropped while the lease lasts.
    private async Task WriteUntilDoneAsync(RunBatch batch, RunStatus status, RunFacts facts)
    {
        while (true)
        {
            try
            {
                await _gate.WriteAsync(async (db, cancel) =>
                {
                    await batch.WriteAsync(db, _attempt, status, facts, cancel);
                    if (status.State.IsFinal())
                        await db.TellRunEndAsync(_attempt.RunId, status.State, status.Error, null, _time.GetUtcNow().UtcDateTime, cancel);
                });
                break;
            }
            catch (UnavailableException error) when (!_lease.IsLost)
            {
                LogWaiting(_attempt.RunId, error);
                await Task.Delay(_options.Heartbeat, _time);
            }
        }

        if (batch.Interventions.Count > 0 || status.State == RunState.Paused)
            batch.Changes.Add(new InterventionsChanged(await _feeds.InterventionsAsync(_attempt.RunId)));
        await _feed.PublishAsync(batch.Changes, shown => Task.FromResult(status with { CancelRequested = shown.CancelRequested }));
    }

    [LoggerMessage(LogLevel.Warning, "What happened in run {RunId} cannot be written at the moment; it is kept and tried again")]
    private partial void LogWaiting(Guid runId, Exception error);

    [LoggerMessage(LogLevel.Error, "What happened in run {RunId} could not be written; the attempt ends")]
    private partial void LogLost(Guid runId, Exception error);

    private sealed record Entry(Action<RunJournal> Change, TaskCompletionSource? Done);
}
