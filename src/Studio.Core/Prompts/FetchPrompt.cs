using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>A version as a caller uses it.</summary>
public sealed record FetchedPrompt(Guid PromptId, string Name, int Number, string Hash, PromptContent Content, IReadOnlyList<string> Labels);

/// <summary>Finds the version that a label, a number or nothing (<c>production</c>) means. A missing label is an error, never another version.</summary>
public sealed class FetchPrompt(IDbContextFactory<StudioDb> contexts)
{
    public const string DefaultLabel = "production";

    /// <exception cref="NotFoundException">There is no such prompt for this actor.</exception>
    /// <exception cref="InvalidInputException">The prompt has no such label or version; the message names those that it has.</exception>
    public async Task<FetchedPrompt> RunAsync(
        Actor actor, Guid projectId, string name, string? label = null, int? number = null, CancellationToken cancel = default)
    {
        if (label is not null && number is not null)
            throw new InvalidInputException("Ask for a label or for a version's number, not for both.");
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var prompt = await db.Prompts.AsNoTracking().Where(p => p.ProjectId == projectId && p.Name == name)
            .Select(p => new { p.Id, p.LatestNumber }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("prompt");
        var labels = await db.PromptLabels.AsNoTracking().Where(l => l.PromptId == prompt.Id).OrderBy(l => l.Name).ToListAsync(cancel);
        var wanted = label ?? (number is null ? DefaultLabel : null);
        var chosen = number ?? (wanted == "latest" ? prompt.LatestNumber : labels.Find(l => l.Name == wanted)?.Number)
            ?? throw new InvalidInputException(labels.Count == 0
                ? $"The prompt '{name}' has no label '{wanted}', and no other either. Set one on a version, or ask for a number."
                : $"The prompt '{name}' has no label '{wanted}'. It has: {string.Join(", ", labels.Select(l => l.Name))}.");
        var version = await db.PromptVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PromptId == prompt.Id && v.Number == chosen, cancel)
            ?? throw new InvalidInputException($"The prompt '{name}' has no version {chosen}; its newest is {prompt.LatestNumber}.");
        return new FetchedPrompt(
            prompt.Id, name, chosen, version.Hash, PromptContent.FromJson(version.Content), [.. labels.Where(l => l.Number == chosen).Select(l => l.Name)]);
    }
}
