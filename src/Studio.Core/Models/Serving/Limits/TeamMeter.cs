using System.Globalization;

namespace Studio.Core.Models.Serving.Limits;

/// <summary>What one team has asked for in the last minute and today. Safe to use from several threads at once.</summary>
public sealed class TeamMeter(RateLimits limits, TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _gate = new();
    private readonly (long Second, int Requests, long Tokens)[] _minute = new (long, int, long)[Seconds];
    private DateOnly _day;
    private long _dayRequests, _dayTokens;

    public RateLimits Limits => limits;

    /// <summary>What was recorded before this process began to count.</summary>
    public void Seed(DateOnly day, long requests, long tokens)
    {
        lock (_gate)
            (_day, _dayRequests, _dayTokens) = (day, requests, tokens);
    }

    /// <summary>Counts a request in.</summary>
    /// <exception cref="LimitReachedException">It would be one too many.</exception>
    public void Admit()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Turn(now);
            var (requests, tokens) = Minute(now);
            var tomorrow = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
            Refuse(limits.RequestsPerDay, _dayRequests, "requests a day", tomorrow);
            Refuse(limits.TokensPerDay, _dayTokens, "tokens a day", tomorrow);
            Refuse(limits.RequestsPerMinute, requests, "requests a minute", Wait(now, limits.RequestsPerMinute, slot => slot.Requests));
            Refuse(limits.TokensPerMinute, tokens, "tokens a minute", Wait(now, limits.TokensPerMinute, slot => slot.Tokens));
            _dayRequests++;
            Slot(now).Requests++;
        }
    }

    /// <summary>Counts tokens, of a prompt when it is read and of an answer when it is written.</summary>
    public void Spend(long tokens)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Turn(now);
            _dayTokens += tokens;
            Slot(now).Tokens += tokens;
        }
    }

    /// <summary>What is left of this minute's requests and tokens; null where there is no limit.</summary>
    public (long? Requests, long? Tokens) Left()
    {
        lock (_gate)
        {
            var (requests, tokens) = Minute(time.GetUtcNow());
            return (limits.RequestsPerMinute == 0 ? null : Math.Max(0, limits.RequestsPerMinute - requests), limits.TokensPerMinute == 0 ? null : Math.Max(0, limits.TokensPerMinute - tokens));
        }
    }

    private void Turn(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today != _day)
            (_day, _dayRequests, _dayTokens) = (today, 0, 0);
    }

    private ref (long Second, int Requests, long Tokens) Slot(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        ref var slot = ref _minute[second % Seconds];
        if (slot.Second != second)
            slot = (second, 0, 0);
        return ref slot;
    }

    private (int Requests, long Tokens) Minute(DateTimeOffset now)
    {
        var after = now.ToUnixTimeSeconds() - Seconds;
        var counted = _minute.Where(slot => slot.Second > after).ToList();
        return (counted.Sum(slot => slot.Requests), counted.Sum(slot => slot.Tokens));
    }

    // Until so much of the window has passed that something fits again.
    private TimeSpan Wait(DateTimeOffset now, long limit, Func<(long Second, int Requests, long Tokens), long> of)
    {
        var second = now.ToUnixTimeSeconds();
        var slots = _minute.Where(slot => slot.Second > second - Seconds && of(slot) > 0).OrderBy(slot => slot.Second).ToList();
        var sum = slots.Sum(of);
        foreach (var slot in slots)
        {
            sum -= of(slot);
            if (sum < limit)
                return TimeSpan.FromSeconds(Math.Max(1, slot.Second + Seconds - second));
        }

        return TimeSpan.FromSeconds(Seconds);
    }

    private static void Refuse(long limit, long used, string what, TimeSpan wait)
    {
        if (limit > 0 && used >= limit)
            throw new LimitReachedException(string.Create(CultureInfo.InvariantCulture, $"Your team may ask for {limit:N0} {what}, and has done so. Ask again in {Math.Ceiling(wait.TotalSeconds):N0} seconds."), wait);
    }
}
