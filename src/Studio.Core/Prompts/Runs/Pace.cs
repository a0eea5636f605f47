using Studio.Core.Prompts.Connections;

namespace Studio.Core.Prompts.Runs;

/// <summary>Slows all of a run's calls down together when the endpoint asks for it.</summary>
internal sealed class Pace(PromptRunOptions options, TimeProvider time)
{
    private long _pausedUntil;

    public async Task WaitAsync(CancellationToken cancel)
    {
        for (var left = Left(); left > TimeSpan.Zero; left = Left())
            await Task.Delay(left, time, cancel);
    }

    /// <summary>Waits before a row is asked again: as long as the server says, else twice as long each time. Too many requests make the others wait too.</summary>
    public async Task BackOffAsync(int attempt, ModelCallException failure, CancellationToken cancel)
    {
        var own = options.Backoff * Math.Pow(2, attempt - 1) * (0.75 + (Random.Shared.NextDouble() / 2));
        var wait = Shorter(failure.RetryAfter ?? own, options.LongestWait);
        if (failure.Failure == ModelCallFailure.Busy)
            Interlocked.Exchange(ref _pausedUntil, Math.Max(Interlocked.Read(ref _pausedUntil), (time.GetUtcNow() + wait).Ticks));
        await Task.Delay(wait, time, cancel);
    }

    private TimeSpan Left() => TimeSpan.FromTicks(Interlocked.Read(ref _pausedUntil) - time.GetUtcNow().Ticks);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
