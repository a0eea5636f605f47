using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>What the list is narrowed to. A folder holds what lies in the folders below it as well.</summary>
public sealed record PromptFilter(string? Search = null, string? Folder = null, string? Tag = null, string? Label = null, bool Archived = false);

public sealed record PromptRow(
    Guid Id, string Name, string Folder, string Description, PromptKind Kind, IReadOnlyList<string> Tags,
    int LatestNumber, DateTime UpdatedAt, string UpdatedBy, IReadOnlyList<PromptLabelRow> Labels);

public sealed record PromptLabelRow(string Name, int Number);

/// <summary>The library's list: heads, labels and tags, never the bodies.</summary>
public sealed class ListPrompts(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<PromptRow>> RunAsync(Actor actor, Guid projectId, PromptFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var rows = await Narrow(db, db.Prompts.AsNoTracking().Where(p => p.ProjectId == projectId), filter)
            .OrderBy(p => p.Folder).ThenBy(p => p.Name)
            .Select(p => new
            {
                p.Id, p.Name, p.Folder, p.Description, p.Kind, p.Tags, p.LatestNumber, p.UpdatedAt,
                Author = db.PromptVersions.Where(v => v.PromptId == p.Id && v.Number == p.LatestNumber)
                    .Select(v => db.Users.First(u => u.Id == v.AuthorId).DisplayName).First(),
            }).ToListAsync(cancel);
        var labels = (await db.PromptLabels.AsNoTracking().Where(l => db.Prompts.Any(p => p.Id == l.PromptId && p.ProjectId == projectId))
            .OrderBy(l => l.Name).ToListAsync(cancel)).ToLookup(l => l.PromptId, l => new PromptLabelRow(l.Name, l.Number));
        return
        [
            .. rows.Select(p => new PromptRow(
                p.Id, p.Name, p.Folder, p.Description, p.Kind, JsonSerializer.Deserialize<string[]>(p.Tags)!, p.LatestNumber, p.UpdatedAt, p.Author, [.. labels[p.Id]])),
        ];
    }

    /// <summary>Every folder that holds something, with the folders above it.</summary>
    public async Task<IReadOnlyList<string>> FoldersAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var used = await db.Prompts.AsNoTracking().Where(p => p.ProjectId == projectId && p.ArchivedAt == null && p.Folder != "")
            .Select(p => p.Folder).Distinct().ToListAsync(cancel);
        var all = used.SelectMany(folder => folder.Split('/').Aggregate(new List<string>(), (found, part) => [.. found, found.Count == 0 ? part : $"{found[^1]}/{part}"]));
        return [.. all.Distinct().Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static IQueryable<Prompt> Narrow(StudioDb db, IQueryable<Prompt> prompts, PromptFilter filter)
    {
        prompts = prompts.Where(p => (p.ArchivedAt != null) == filter.Archived);
        if (!string.IsNullOrWhiteSpace(filter.Folder))
            prompts = prompts.Where(p => p.Folder == filter.Folder || p.Folder.StartsWith(filter.Folder + "/"));
        if (!string.IsNullOrWhiteSpace(filter.Tag))
        {
            var quoted = JsonSerializer.Serialize(filter.Tag);
            prompts = prompts.Where(p => p.Tags.Contains(quoted));
        }

        if (!string.IsNullOrWhiteSpace(filter.Label))
            prompts = prompts.Where(p => db.PromptLabels.Any(l => l.PromptId == p.Id && l.Name == filter.Label));
        if (string.IsNullOrWhiteSpace(filter.Search))
            return prompts;
        var text = filter.Search.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311 // translated to SQL's lower(), which knows no culture
        return prompts.Where(p => p.Name.ToLower().Contains(text) || p.Description.ToLower().Contains(text)
            || db.PromptVersions.Any(v => v.PromptId == p.Id && v.Number == p.LatestNumber && v.Content.ToLower().Contains(text)));
#pragma warning restore CA1304, CA1311
    }
}
