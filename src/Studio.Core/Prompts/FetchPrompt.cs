using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Labels;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>A version as a caller uses it.</summary>
public sealed record FetchedPrompt(
    Guid PromptId, Guid ProjectId, string Name, string Folder, int Number, string Hash, PromptContent Content, string Json,
    IReadOnlyList<string> Variables, IReadOnlyList<string> Labels);

/// <summary>A prompt as its name finds it.</summary>
public sealed record PromptHead(Guid Id, Guid ProjectId, string Project, string Folder, int LatestNumber);

/// <summary>The prompt has no such label or version; programs are told so, and never given another one.</summary>
public sealed class NoSuchVersionException(string message) : StudioException(message);

/// <summary>
/// Finds the version that a label, a number or nothing (<c>production</c>) means. Where labels point is asked of the database every time, so that a move
/// counts at once on every machine; versions never change and are kept in memory.
/// </summary>
public sealed class FetchPrompt(IDbContextFactory<StudioDb> contexts, NoteUse uses) : IDisposable
{
    public const string DefaultLabel = "production";
    private const long MostCharacters = 50_000_000;

    private readonly MemoryCache _versions = new(new MemoryCacheOptions { SizeLimit = MostCharacters });

    public void Dispose() => _versions.Dispose();

    /// <param name="actor">Who asks.</param>
    /// <param name="projectId">The project; null where the actor's projects have only one prompt of this name.</param>
    /// <param name="name">The prompt's name.</param>
    /// <param name="label">A label, or <c>latest</c>.</param>
    /// <param name="number">A version's number, in place of a label.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such prompt for this actor.</exception>
    /// <exception cref="NoSuchVersionException">The prompt has no such label or version; the message names those that it has.</exception>
    public async Task<FetchedPrompt> RunAsync(
        Actor actor, Guid? projectId, string name, string? label = null, int? number = null, CancellationToken cancel = default)
    {
        if (label is not null && number is not null)
            throw new InvalidInputException("Ask for a label or for a version's number, not for both.");
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var head = await FindAsync(db, actor, projectId, name, cancel);
        var labels = await db.PromptLabels.AsNoTracking().Where(l => l.PromptId == head.Id).OrderBy(l => l.Name).ToListAsync(cancel);
        var wanted = (label ?? (number is null ? DefaultLabel : null))?.ToLowerInvariant();
        var chosen = number ?? (wanted == "latest" ? head.LatestNumber : labels.Find(l => l.Name == wanted)?.Number)
            ?? throw new NoSuchVersionException(Missing(name, wanted!, labels));
        var version = await VersionAsync(db, head.Id, chosen, cancel)
            ?? throw new NoSuchVersionException($"The prompt '{name}' has no version {chosen}; its newest is {head.LatestNumber}.");
        await uses.RunAsync(actor, head.Id, wanted ?? $"version {chosen}", chosen, cancel);
        return new FetchedPrompt(
            head.Id, head.ProjectId, name, head.Folder, chosen, version.Hash, version.Content, version.Json, version.Variables,
            [.. labels.Where(l => l.Number == chosen).Select(l => l.Name)]);
    }

    /// <summary>Which prompt a name means, without fetching a version of it.</summary>
    /// <exception cref="NotFoundException">There is no such prompt for this actor.</exception>
    /// <exception cref="ConflictException">Several projects have one of this name.</exception>
    public async Task<PromptHead> FindAsync(Actor actor, Guid? projectId, string name, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await FindAsync(db, actor, projectId, name, cancel);
    }

    private static async Task<PromptHead> FindAsync(StudioDb db, Actor actor, Guid? projectId, string name, CancellationToken cancel)
    {
        var found = await db.PromptsOf(actor).AsNoTracking().Where(p => p.Name == name && p.ArchivedAt == null && (projectId == null || p.ProjectId == projectId))
            .OrderBy(p => p.Id).Select(p => new PromptHead(p.Id, p.ProjectId, p.Project.Name, p.Folder, p.LatestNumber)).Take(20).ToListAsync(cancel);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new NotFoundException("prompt"),
            _ => throw new ConflictException($"Several projects have a prompt called '{name}'. Say which one with ?project=: {string.Join(", ", found.Select(p => $"{p.Project} ({p.ProjectId})"))}."),
        };
    }

    private static string Missing(string name, string wanted, List<PromptLabel> labels) => labels.Count == 0
        ? $"The prompt '{name}' has no label '{wanted}', and no other either. Set one on a version, or ask for a number."
        : $"The prompt '{name}' has no label '{wanted}'. It has: {string.Join(", ", labels.Select(l => l.Name))}.";

    private async Task<Version?> VersionAsync(StudioDb db, Guid promptId, int number, CancellationToken cancel)
    {
        if (_versions.TryGetValue((promptId, number), out Version? kept))
            return kept;
        var stored = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == promptId && v.Number == number)
            .Select(v => new { v.Hash, v.Content }).SingleOrDefaultAsync(cancel);
        if (stored is null)
            return null;
        var content = PromptContent.FromJson(stored.Content);
        var version = new Version(stored.Hash, stored.Content, content, content.Variables);
        return _versions.Set((promptId, number), version, new MemoryCacheEntryOptions { Size = stored.Content.Length + 1_000 });
    }

    private sealed record Version(string Hash, string Json, PromptContent Content, IReadOnlyList<string> Variables);
}
