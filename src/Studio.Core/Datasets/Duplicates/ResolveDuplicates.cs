using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>What to do about duplicates. Removals and moves are steps of the dataset's history that can be taken back.</summary>
public sealed class ResolveDuplicates(IDbContextFactory<StudioDb> contexts, ChangeExamples changes, IWriteGate gate, DatasetFeeds feeds, TimeProvider time)
{
    /// <summary>Keeps one example of the group and removes the others.</summary>
    /// <returns>The step, for undo.</returns>
    public async Task<Guid> KeepOneAsync(Actor actor, Guid datasetId, Guid searchId, int group, long exampleId, CancellationToken cancel = default)
    {
        var (access, members) = await OpenAsync(actor, datasetId, searchId, [group], cancel);
        if (members.All(m => m.Id != exampleId))
            throw new NotFoundException("example");
        var removed = members.Where(m => m.Id != exampleId).Select(m => new ExampleChange(m.Id, Remove: true)).ToList();
        return await StepAsync(actor, access, $"Kept one of {members.Count:N0} duplicates", new { keep = exampleId }, removed, cancel);
    }

    /// <summary>Moves the whole group into one split.</summary>
    public async Task<Guid> SameSplitAsync(Actor actor, Guid datasetId, Guid searchId, int group, DatasetSplit split, CancellationToken cancel = default)
    {
        var (access, members) = await OpenAsync(actor, datasetId, searchId, [group], cancel);
        var moved = members.Where(m => m.Split != split).Select(m => new ExampleChange(m.Id, Split: split)).ToList();
        return await StepAsync(actor, access, $"Moved {members.Count:N0} duplicates to {split.ToString().ToLowerInvariant()}", new { split = split.ToString() }, moved, cancel);
    }

    /// <summary>Keeps the first of every group of equal texts that does not disagree in its label.</summary>
    public async Task<Guid> KeepFirstOfEqualAsync(Actor actor, Guid datasetId, Guid searchId, CancellationToken cancel = default)
    {
        var groups = await ChosenAsync(actor, datasetId, searchId, g => g.Exact && !g.Contradiction, cancel);
        var (access, members) = await OpenAsync(actor, datasetId, searchId, groups, cancel);
        var removed = members.GroupBy(m => m.Group).SelectMany(g => g.OrderBy(m => m.Position).Skip(1)).Select(m => new ExampleChange(m.Id, Remove: true)).ToList();
        return await StepAsync(actor, access, $"Kept the first of each of {groups.Count:N0} groups of equal texts", new { equal = true }, removed, cancel);
    }

    /// <summary>Moves every group that crosses splits to one side: where its first test example is, else validation, so that what is measured stays as large as it is.</summary>
    public async Task<Guid> CloseLeaksAsync(Actor actor, Guid datasetId, Guid searchId, CancellationToken cancel = default)
    {
        var groups = await ChosenAsync(actor, datasetId, searchId, g => g.Leak, cancel);
        var (access, members) = await OpenAsync(actor, datasetId, searchId, groups, cancel);
        var moved = members.GroupBy(m => m.Group).SelectMany(g =>
        {
            var side = g.Max(m => m.Split);
            return g.Where(m => m.Split != side).Select(m => new ExampleChange(m.Id, Split: side));
        }).ToList();
        return await StepAsync(actor, access, $"Moved {groups.Count:N0} groups of duplicates to one side each", new { leaks = true }, moved, cancel);
    }

    /// <summary>Says that the texts of a group are no duplicates, or takes that back. A later search remembers it.</summary>
    public async Task DismissAsync(Actor actor, Guid datasetId, Guid searchId, int group, bool dismissed, CancellationToken cancel = default)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            var key = await db.DuplicateGroups.Where(g => g.SearchId == searchId && g.Number == group && db.DuplicateSearches.Any(s => s.Id == searchId && s.DatasetId == datasetId))
                .Select(g => g.Key).SingleOrDefaultAsync(token) ?? throw new NotFoundException("group");
            await db.DismissedDuplicates.Where(d => d.DatasetId == datasetId && d.Key == key).ExecuteDeleteAsync(token);
            if (dismissed)
                db.DismissedDuplicates.Add(new DismissedDuplicate { DatasetId = datasetId, Key = key, CreatedById = actor.UserId, CreatedAt = time.GetUtcNow().UtcDateTime });
            db.Audit(actor, access, "dataset.duplicates", dismissed ? $"Marked a group of {access.Name} as no duplicates" : $"A group of {access.Name} counts as duplicates again", time);
        }, cancel);
        feeds.Publish(datasetId, new DatasetEvent.Changed());
    }

    private async Task<List<int>> ChosenAsync(Actor actor, Guid datasetId, Guid searchId, Func<DuplicateGroupLine, bool> chosen, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var search = await db.DuplicateSearches.AsNoTracking().SingleOrDefaultAsync(s => s.Id == searchId && s.DatasetId == datasetId, cancel) ?? throw new NotFoundException("search");
        return [.. (await ReadDuplicates.GroupsAsync(db, search, cancel)).Where(g => g.Members > 1 && !g.Dismissed && chosen(g)).Select(g => g.Number)];
    }

    private async Task<(DatasetAccess Access, List<Member> Members)> OpenAsync(Actor actor, Guid datasetId, Guid searchId, List<int> groups, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var wanted = groups.ToHashSet();
        var rows = await (from m in db.DuplicateMembers.AsNoTracking()
                          where m.SearchId == searchId && (groups.Count != 1 || m.Number == groups[0])
                          join e in db.Examples on m.ExampleId equals e.Id
                          where e.DatasetId == datasetId
                          select new Member(m.Number, e.Id, e.Position, e.Split)).ToListAsync(cancel);
        var members = rows.FindAll(m => wanted.Contains(m.Group));
        return members.Count > 1 ? (access, members) : throw new ConflictException("There is nothing left to do here; somebody settled these duplicates already.");
    }

    private async Task<Guid> StepAsync(Actor actor, DatasetAccess access, string summary, object settings, List<ExampleChange> change, CancellationToken cancel)
    {
        if (change.Count == 0)
            throw new ConflictException("There is nothing left to do here; somebody settled these duplicates already.");
        var step = new StepDescription(StepKind.Deduplicate, summary, JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
        return (await changes.RunAsync(actor, access, step, change, cancel)).Id;
    }

    private sealed record Member(int Group, long Id, long Position, DatasetSplit Split);
}
