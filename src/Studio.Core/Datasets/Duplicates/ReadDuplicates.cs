using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Duplicates;

public enum DuplicateView { Open, Leaks, Contradictions, Dismissed }

/// <summary>A group as it is now: members that were removed since are gone, and what was moved or labeled is counted as it is.</summary>
public sealed record DuplicateGroupLine(int Number, bool Exact, int Members, int Splits, int Labels, bool Dismissed)
{
    public bool Leak => Splits > 1;

    public bool Contradiction => Labels > 1;

    public bool IsIn(DuplicateView view) => Members > 1 && view switch
    {
        DuplicateView.Leaks => Leak && !Dismissed,
        DuplicateView.Contradictions => Contradiction && !Dismissed,
        DuplicateView.Dismissed => Dismissed,
        _ => !Dismissed,
    };
}

/// <summary>The last search of a dataset. It is stale once rows came, went or changed after it began.</summary>
public sealed record DuplicateReport(
    Guid SearchId, DuplicateSettings Settings, DateTime At, string By, long Examples, bool Running, bool Stale, string? Problem, IReadOnlyList<DuplicateGroupLine> Groups)
{
    public int Count(DuplicateView view) => Groups.Count(g => g.IsIn(view));
}

public sealed record DuplicateText(long ExampleId, long Position, string Text, IReadOnlyList<string> Labels, DatasetSplit Split, double Similarity);

public sealed class ReadDuplicates(IDbContextFactory<StudioDb> contexts, FindDuplicates find)
{
    /// <summary>The last finished search, or the one that runs or failed before any did; null if nobody ever searched.</summary>
    public async Task<DuplicateReport?> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var searches = await (from s in db.DuplicateSearches.AsNoTracking()
                              where s.DatasetId == datasetId
                              join u in db.Users on s.CreatedById equals u.Id
                              orderby s.FinishedAt != null descending, s.StartedAt descending
                              select new { Search = s, u.DisplayName }).ToListAsync(cancel);
        if (searches.Count == 0)
            return null;
        var (search, by) = (searches[0].Search, searches[0].DisplayName);
        var running = find.IsRunning(datasetId);
        var unfinished = searches.Select(s => s.Search).FirstOrDefault(s => s.FinishedAt is null);
        return new DuplicateReport(
            search.Id, JsonSerializer.Deserialize<DuplicateSettings>(search.Settings, JsonSerializerOptions.Web)!, search.StartedAt, by, search.Examples, running,
            await IsStaleAsync(db, datasetId, search.StartedAt, cancel),
            running || unfinished is null ? null : unfinished.Error ?? "The search was interrupted when the server stopped. Search again.",
            search.FinishedAt is null ? [] : await GroupsAsync(db, search, cancel));
    }

    /// <summary>The examples of some groups, in the order of the dataset.</summary>
    public async Task<ILookup<int, DuplicateText>> MembersAsync(Actor actor, Guid datasetId, Guid searchId, IReadOnlyList<int> numbers, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var rows = await (from m in db.DuplicateMembers.AsNoTracking()
                          where m.SearchId == searchId && numbers.Contains(m.Number)
                          join e in db.Examples on m.ExampleId equals e.Id
                          where e.DatasetId == datasetId
                          orderby m.Number, e.Position
                          select new { m.Number, m.Similarity, e.Id, e.Position, e.Text, e.Label, e.Answer, e.Split }).ToListAsync(cancel);
        return rows.ToLookup(r => r.Number, r => new DuplicateText(
            r.Id, r.Position, r.Text, r.Label is null ? Examples.ExampleAnswer.NamesIn(r.Answer) : [r.Label], r.Split, r.Similarity));
    }

    internal static async Task<List<DuplicateGroupLine>> GroupsAsync(StudioDb db, DuplicateSearch search, CancellationToken cancel)
    {
        var dismissed = await db.DismissedDuplicates.Where(d => d.DatasetId == search.DatasetId).Select(d => d.Key).ToHashSetAsync(cancel);
        var counts = await (from m in db.DuplicateMembers.AsNoTracking()
                            where m.SearchId == search.Id
                            join e in db.Examples on m.ExampleId equals e.Id
                            group e by m.Number into g
                            select new
                            {
                                Number = g.Key, Members = g.Count(),
                                Splits = g.Where(e => e.Split != DatasetSplit.None).Select(e => e.Split).Distinct().Count(),
                                Labels = g.Select(e => e.Label ?? e.Answer).Where(l => l != null).Distinct().Count(),
                            }).ToDictionaryAsync(g => g.Number, cancel);
        var groups = await db.DuplicateGroups.AsNoTracking().Where(g => g.SearchId == search.Id).OrderBy(g => g.Number).ToListAsync(cancel);
        return [.. groups.Where(g => counts.ContainsKey(g.Number)).Select(g => new DuplicateGroupLine(
            g.Number, g.Exact, counts[g.Number].Members, counts[g.Number].Splits, counts[g.Number].Labels, dismissed.Contains(g.Key)))];
    }

    // What was done about the groups themselves shows in them and asks for no new search.
    private static Task<bool> IsStaleAsync(StudioDb db, Guid datasetId, DateTime since, CancellationToken cancel) => db.DatasetSteps.AnyAsync(
        s => s.DatasetId == datasetId && s.Kind != StepKind.Deduplicate && s.Kind != StepKind.Split && (s.FinishedAt > since || s.UndoneAt > since), cancel);
}
