using Microsoft.Extensions.Logging;

namespace Studio.Core.Tuning;

/// <summary>
/// Keeps a claimed run while it is worked on. <see cref="Ended"/> fires when the work must stop: because somebody cancelled it, or because the
/// lease could not be renewed and another worker may have the run.
/// </summary>
internal sealed partial class RunLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly RunAttemptKey _attempt;
    private readonly RunQueue _queue;
    private readonly TuningOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _beating;

    public RunLease(RunAttemptKey attempt, RunQueue queue, TuningOptions options, TimeProvider time, ILogger logger)
    {
        (_attempt, _queue, _options, _time, _logger) = (attempt, queue, options, time, logger);
        _beating = Task.Run(BeatAsync);
    }

    public CancellationToken Ended => _ended.Token;

    public bool IsLost { get; private set; }

    public bool CancelRequested { get; private set; }

    public void RequestCancel()
    {
        CancelRequested = true;
        _ended.Cancel();
    }

    public void Lose()
    {
        IsLost = true;
        _ended.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _beating;
    }

    private async Task BeatAsync()
    {
        var renewed = _time.GetTimestamp();
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                try
                {
                    var asked = _time.GetTimestamp();
                    if (await _queue.RenewAsync(_attempt, _disposed.Token))
                        RequestCancel();
                    renewed = asked;
                }
                catch (LeaseLostException)
                {
                    Lose();
                    return;
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    LogMissed(_attempt.RunId, error);
                    if (_time.GetElapsedTime(renewed) > _options.Lease)
                    {
                        Lose();
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed while waiting: the attempt is over.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease of run {RunId} could not be renewed just now")]
    private partial void LogMissed(Guid runId, Exception error);
}
