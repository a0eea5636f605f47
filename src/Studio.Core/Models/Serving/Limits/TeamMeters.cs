using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models.Serving.Limits;

/// <summary>Counts what keys ask for: against their team's limits in memory, and for good in the database. Each process counts for itself and begins with what was recorded today.</summary>
public sealed class TeamMeters(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TeamLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<TeamMeter>>> _meters = new();

    public async Task<TeamMeter> OfAsync(Guid teamId)
    {
        var made = _meters.GetOrAdd(teamId, id => new Lazy<Task<TeamMeter>>(() => BeginAsync(id)));
        try
        {
            return await made.Value;
        }
        catch
        {
            _meters.TryRemove(new(teamId, made));
            throw;
        }
    }

    /// <summary>Writes down an ended request.</summary>
    public Task RecordAsync(KeyScope key, string model, int promptTokens, int completionTokens) => gate.WriteAsync(async (db, token) =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        var day = DateOnly.FromDateTime(now);
        var known = await db.KeyUsages.Where(u => u.KeyId == key.KeyId && u.Day == day && u.Model == model).ExecuteUpdateAsync(u => u
            .SetProperty(r => r.Requests, r => r.Requests + 1).SetProperty(r => r.LastAt, now)
            .SetProperty(r => r.PromptTokens, r => r.PromptTokens + promptTokens)
            .SetProperty(r => r.CompletionTokens, r => r.CompletionTokens + completionTokens), token);
        if (known == 0)
        {
            db.KeyUsages.Add(new KeyUsage
            {
                KeyId = key.KeyId, Day = day, Model = model, TeamId = key.TeamId, Requests = 1, PromptTokens = promptTokens, CompletionTokens = completionTokens, LastAt = now,
            });
        }
    }, CancellationToken.None);

    private async Task<TeamMeter> BeginAsync(Guid teamId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var team = await db.Teams.Where(t => t.Id == teamId).Select(t => t.Name).SingleAsync();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var used = await db.KeyUsages.Where(u => u.TeamId == teamId && u.Day == today)
            .GroupBy(u => u.TeamId).Select(g => new { Requests = g.Sum(u => u.Requests), Tokens = g.Sum(u => u.PromptTokens + u.CompletionTokens) }).SingleOrDefaultAsync();
        var meter = new TeamMeter(limits.Of(team), time);
        meter.Seed(today, used?.Requests ?? 0, used?.Tokens ?? 0);
        return meter;
    }
}
