using Studio.Core.Models.Serving.Limits;

namespace Studio.Core.Tests.Models.Serving;

public sealed class TeamMeterTests
{
    private readonly HandTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Requests_of_a_minute_come_back_as_the_minute_passes()
    {
        var meter = new TeamMeter(new RateLimits { RequestsPerMinute = 3 }, _time);
        meter.Admit();
        _time.Advance(TimeSpan.FromSeconds(20));
        meter.Admit();
        meter.Admit();
        var refusal = Assert.Throws<LimitReachedException>(meter.Admit);
        Assert.Equal(40, refusal.RetryAfter.TotalSeconds);
        _time.Advance(refusal.RetryAfter);
        meter.Admit();
        Assert.Throws<LimitReachedException>(meter.Admit);
    }

    [Fact]
    public void Tokens_are_counted_when_they_are_spent()
    {
        var meter = new TeamMeter(new RateLimits { TokensPerMinute = 100 }, _time);
        meter.Admit();
        meter.Spend(90);
        meter.Admit();
        meter.Spend(30);
        var refusal = Assert.Throws<LimitReachedException>(meter.Admit);
        Assert.Contains("100 tokens a minute", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, meter.Left().Tokens);
    }

    [Fact]
    public void A_day_begins_with_what_was_recorded_and_ends_at_midnight()
    {
        var meter = new TeamMeter(new RateLimits { RequestsPerDay = 10, TokensPerDay = 1000 }, _time);
        meter.Seed(new DateOnly(2026, 3, 1), 9, 500);
        meter.Admit();
        Assert.Equal(TimeSpan.FromHours(12), Assert.Throws<LimitReachedException>(meter.Admit).RetryAfter);
        _time.Advance(TimeSpan.FromHours(12));
        meter.Admit();
        meter.Spend(1000);
        Assert.Contains("tokens a day", Assert.Throws<LimitReachedException>(meter.Admit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var meter = new TeamMeter(new RateLimits { RequestsPerMinute = 0, TokensPerMinute = 0, RequestsPerDay = 0 }, _time);
        for (var i = 0; i < 10_000; i++)
            meter.Admit();
        meter.Spend(long.MaxValue / 4);
        meter.Admit();
        Assert.Equal((null, null), meter.Left());
    }
}
