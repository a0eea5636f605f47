using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models.Serving.Limits;

/// <summary>What a key asked of a model today.</summary>
public sealed record UsageLine(string Key, string Prefix, string Model, long Requests, long PromptTokens, long CompletionTokens, DateTime LastAt);

/// <summary>A day of the whole team.</summary>
public sealed record UsageDay(DateOnly Day, long Requests, long Tokens);

/// <summary>A team's use of its models by programs, beside what it may use.</summary>
public sealed record TeamUsage(RateLimits Limits, IReadOnlyList<UsageLine> Today, IReadOnlyList<UsageDay> Days)
{
    public long RequestsToday => Today.Sum(line => line.Requests);

    public long TokensToday => Today.Sum(line => line.PromptTokens + line.CompletionTokens);
}

/// <summary>What an Owner sees of their team's programs: numbers, never texts.</summary>
public sealed class ReadUsage(IDbContextFactory<StudioDb> contexts, TeamMeters meters, TimeProvider time)
{
    private const int Days = 14;

    /// <exception cref="ForbiddenException">Only Owners see it.</exception>
    public async Task<TeamUsage> RunAsync(Actor actor, Guid teamId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - Days);
        var lines = await db.KeyUsages.AsNoTracking().Where(u => u.TeamId == teamId && u.Day == today)
            .Join(db.ApiKeys, u => u.KeyId, k => k.Id, (u, k) => new UsageLine(k.Name, k.Prefix, u.Model, u.Requests, u.PromptTokens, u.CompletionTokens, u.LastAt))
            .ToListAsync(cancel);
        var days = await db.KeyUsages.AsNoTracking().Where(u => u.TeamId == teamId && u.Day >= first)
            .GroupBy(u => u.Day).Select(g => new UsageDay(g.Key, g.Sum(u => u.Requests), g.Sum(u => u.PromptTokens + u.CompletionTokens))).ToListAsync(cancel);
        return new TeamUsage((await meters.OfAsync(teamId)).Limits, [.. lines.OrderByDescending(l => l.PromptTokens + l.CompletionTokens)], [.. days.OrderByDescending(d => d.Day)]);
    }
}
