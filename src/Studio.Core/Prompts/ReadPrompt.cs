using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

public sealed record PromptVersionRow(int Number, string Hash, string Message, string Author, DateTime CreatedAt, int? RestoredFrom, IReadOnlyList<string> Labels);

public sealed record PromptDraftRow(PromptContent Content, int BasedOn, DateTime SavedAt);

/// <summary>A prompt with its history; the content is that of the version asked for.</summary>
public sealed record PromptPageData(
    Guid Id, Guid ProjectId, string Name, string Folder, string Description, PromptKind Kind, IReadOnlyList<string> Tags, bool IsArchived, bool MayEdit,
    int Number, int LatestNumber, PromptContent Content, IReadOnlyList<PromptVersionRow> Versions, PromptDraftRow? Draft);

/// <summary>Reads what a prompt's page shows.</summary>
public sealed class ReadPrompt(IDbContextFactory<StudioDb> contexts)
{
    public async Task<PromptPageData> RunAsync(Actor actor, Guid promptId, int? number = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequirePromptAsync(actor, promptId, Permission.View, cancel);
        var prompt = access.Prompt;
        var shown = number ?? prompt.LatestNumber;
        var labels = (await db.PromptLabels.AsNoTracking().Where(l => l.PromptId == promptId).OrderBy(l => l.Name).ToListAsync(cancel))
            .ToLookup(l => l.Number, l => l.Name);
        var versions = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == promptId).OrderByDescending(v => v.Number)
            .Select(v => new { v.Number, v.Hash, v.Message, Author = db.Users.First(u => u.Id == v.AuthorId).DisplayName, v.CreatedAt, v.RestoredFrom })
            .ToListAsync(cancel);
        var draft = await db.PromptDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.PromptId == promptId && d.UserId == actor.UserId, cancel);
        return new PromptPageData(
            prompt.Id, prompt.ProjectId, prompt.Name, prompt.Folder, prompt.Description, prompt.Kind, JsonSerializer.Deserialize<string[]>(prompt.Tags)!,
            prompt.ArchivedAt is not null, access.MayEdit, shown, prompt.LatestNumber, await ContentAsync(db, promptId, shown, cancel),
            [.. versions.Select(v => new PromptVersionRow(v.Number, v.Hash, v.Message, v.Author, v.CreatedAt, v.RestoredFrom, [.. labels[v.Number]]))],
            draft is null ? null : new PromptDraftRow(PromptContent.FromJson(draft.Content), draft.BasedOn, draft.SavedAt));
    }

    /// <summary>The content of one version, for a comparison of two.</summary>
    public async Task<PromptContent> ContentAsync(Actor actor, Guid promptId, int number, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequirePromptAsync(actor, promptId, Permission.View, cancel);
        return await ContentAsync(db, promptId, number, cancel);
    }

    private static async Task<PromptContent> ContentAsync(StudioDb db, Guid promptId, int number, CancellationToken cancel) =>
        PromptContent.FromJson(await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == promptId && v.Number == number)
            .Select(v => v.Content).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("version"));
}
