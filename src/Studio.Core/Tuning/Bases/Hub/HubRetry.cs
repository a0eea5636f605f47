namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>Asks again after what may pass, with growing pauses or as long as the hub asks for, and gives up after a few times without any headway.</summary>
internal sealed class HubRetry(BasesOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), LongestAsked = TimeSpan.FromMinutes(15);

    /// <param name="work">What is tried.</param>
    /// <param name="movedOn">Whether the last try got further than the one before.</param>
    /// <param name="waits">Is told what is waited for.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="HubException">It does not pass.</exception>
    public async Task RunAsync(Func<Task> work, Func<bool> movedOn, Action<string> waits, CancellationToken cancel)
    {
        for (var breaks = 0; ;)
        {
            try
            {
                await work();
                return;
            }
            catch (HubException error) when (error.Passes && (error.RetryAfter ?? TimeSpan.Zero) <= LongestAsked)
            {
                breaks = movedOn() ? 1 : breaks + 1;
                if (breaks >= options.MostBreaks)
                    throw new HubException($"{error.Message} That happened {breaks} times in a row; what is here is kept. Go on when the hub can be reached again.", inner: error);
                var pause = error.RetryAfter ?? TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, options.FirstPause.Ticks << breaks));
                waits($"{error.Message} Going on in {Math.Ceiling(pause.TotalSeconds):0} s.");
                await Task.Delay(pause, time, cancel);
            }
        }
    }
}
