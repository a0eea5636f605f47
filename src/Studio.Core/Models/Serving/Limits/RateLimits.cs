namespace Studio.Core.Models.Serving.Limits;

/// <summary>What a team's programs may ask for in all, under <c>Studio:Serving:Limits</c>; 0 is no limit.</summary>
public record RateLimits
{
    public int RequestsPerMinute { get; init; } = 6_000;

    /// <summary>Of prompts and answers together.</summary>
    public long TokensPerMinute { get; init; } = 2_000_000;

    public long RequestsPerDay { get; init; } = 500_000;

    public long TokensPerDay { get; init; }
}

/// <summary>The limits of every team, and those of teams that have their own.</summary>
public sealed record TeamLimits : RateLimits
{
    /// <summary>By the team's name.</summary>
    public IReadOnlyDictionary<string, RateLimits> Teams { get; init; } = new Dictionary<string, RateLimits>();

    public RateLimits Of(string team) => Teams.TryGetValue(team, out var own) ? own : this;

    /// <exception cref="InvalidInputException">A limit is negative.</exception>
    public void Check()
    {
        if (Teams.Values.Append(this).Any(l => l.RequestsPerMinute < 0 || l.TokensPerMinute < 0 || l.RequestsPerDay < 0 || l.TokensPerDay < 0))
            throw new InvalidInputException("Studio:Serving:Limits: a limit is a number from 0, which is no limit.");
    }
}
