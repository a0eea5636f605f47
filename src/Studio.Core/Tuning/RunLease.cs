using Microsoft.Extensions.Logging;

namespace Studio.Core.Tuning;

/// <summary>
/// Keeps a claimed run, of tuning or of a prompt, while it is worked on. <see cref="Ended"/> fires when the work must stop: because somebody
/// cancelled it, or because the lease could not be renewed and another worker may have the run.
/// </summary>
internal sealed partial class RunLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Guid _runId;
    private readonly LeasePace _pace;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _beating;

    /// <param name="runId">For the log.</param>
    /// <param name="renew">Takes another lease; true if somebody asked for the run's end, <see cref="LeaseLostException"/> if it is another attempt's.</param>
    /// <param name="pace">How often it is renewed, and how long it lasts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of beats that failed.</param>
    public RunLease(Guid runId, Func<CancellationToken, Task<bool>> renew, LeasePace pace, TimeProvider time, ILogger logger)
    {
        (_runId, _pace, _time, _logger) = (runId, pace, time, logger);
        _beating = Task.Run(() => BeatAsync(renew));
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

    private async Task BeatAsync(Func<CancellationToken, Task<bool>> renew)
    {
        var renewed = _time.GetTimestamp();
        using var timer = new PeriodicTimer(_pace.Heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                try
                {
                    var asked = _time.GetTimestamp();
                    if (await renew(_disposed.Token))
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
                    // What failed once may succeed at the next beat, as long as nobody else can have the run.
                    LogMissed(_runId, error);
                    if (_time.GetElapsedTime(renewed) > _pace.Lease)
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

/// <summary>How long a silent worker keeps its run, and how often one that lives says so.</summary>
internal readonly record struct LeasePace(TimeSpan Lease, TimeSpan Heartbeat);
