using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Keeps a claimed run while it is worked on. <see cref="Ended"/> fires when the work must stop: somebody cancelled it, or the lease is lost.</summary>
internal sealed class PromptRunLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _beating;

    public PromptRunLease(PromptRun run, PromptRunQueue queue, PromptRunOptions options, TimeProvider time) =>
        _beating = Task.Run(() => BeatAsync(run, queue, options, time));

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

    private async Task BeatAsync(PromptRun run, PromptRunQueue queue, PromptRunOptions options, TimeProvider time)
    {
        var renewed = time.GetTimestamp();
        using var timer = new PeriodicTimer(options.Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                var asked = time.GetTimestamp();
                try
                {
                    if (await queue.RenewAsync(run, _disposed.Token))
                        RequestCancel();
                    renewed = asked;
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // A write that failed once may succeed at the next beat, as long as nobody else can have the run.
                    if (error is LeaseLostException || time.GetElapsedTime(renewed) > options.Lease)
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
}
