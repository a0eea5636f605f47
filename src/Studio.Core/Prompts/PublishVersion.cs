using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>Publishes a prompt's next version. Two people who publish at once get one version each or one conflict, never a lost text.</summary>
public sealed class PublishVersion(IWriteGate gate, PromptFeeds feeds, TimeProvider time)
{
    /// <param name="actor">Who publishes.</param>
    /// <param name="promptId">The prompt.</param>
    /// <param name="basedOn">The newest version that the author has seen.</param>
    /// <param name="content">What the version holds.</param>
    /// <param name="message">What changed and why.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The version's number; that of the newest one where nothing changed.</returns>
    /// <exception cref="ConflictException">Somebody published in between; the draft is kept.</exception>
    public async Task<int> RunAsync(Actor actor, Guid promptId, int basedOn, PromptContent content, string? message, CancellationToken cancel = default)
    {
        PromptRules.Check(content);
        var hash = content.Hash();
        var (project, published) = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var prompt = access.Prompt;
            if (content.Kind != prompt.Kind)
                throw new InvalidInputException($"This is a {prompt.Kind.ToString().ToLowerInvariant()} prompt and stays one, because callers rely on it; make a new prompt for the other kind.");
            var latest = await db.PromptVersions.Where(v => v.PromptId == promptId && v.Number == prompt.LatestNumber)
                .Select(v => new { v.Hash, Author = db.Users.First(u => u.Id == v.AuthorId).DisplayName }).SingleAsync(token);
            if (latest.Hash == hash)
                return (prompt.ProjectId, prompt.LatestNumber);
            if (prompt.LatestNumber != basedOn)
                throw new ConflictException($"{latest.Author} published version {prompt.LatestNumber} while you were writing on version {basedOn}. Your text is kept; look at theirs, then publish onto it.");
            await db.CheckSnapshotAsync(prompt.ProjectId, content, token);
            Add(db, actor, access, content, message, null);
            await db.PromptDrafts.Where(d => d.PromptId == promptId && d.UserId == actor.UserId).ExecuteDeleteAsync(token);
            return (prompt.ProjectId, prompt.LatestNumber);
        }, cancel);
        feeds.Publish(project, new PromptChange(promptId, PromptChangeKind.Published, actor.UserId, published));
        return published;
    }

    /// <summary>Makes an older version's content the newest again.</summary>
    public async Task<int> RestoreAsync(Actor actor, Guid promptId, int number, CancellationToken cancel = default)
    {
        var (project, published) = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var older = await db.PromptVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PromptId == promptId && v.Number == number, token)
                ?? throw new NotFoundException("version");
            if (number != access.Prompt.LatestNumber)
                Add(db, actor, access, PromptContent.FromJson(older.Content), $"Version {number} again", number);
            return (access.Prompt.ProjectId, access.Prompt.LatestNumber);
        }, cancel);
        feeds.Publish(project, new PromptChange(promptId, PromptChangeKind.Published, actor.UserId, published));
        return published;
    }

    internal static PromptVersion Version(
        Prompt prompt, int number, PromptContent content, string message, Actor actor, DateTime now, int? restoredFrom = null) => new()
        {
            PromptId = prompt.Id, Number = number, Content = content.ToJson(), Hash = content.Hash(), Message = message.Trim(),
            AuthorId = actor.UserId, CreatedAt = now, RestoredFrom = restoredFrom,
        };

    private void Add(StudioDb db, Actor actor, PromptAccess access, PromptContent content, string? message, int? restoredFrom)
    {
        if (message?.Length > 500)
            throw new InvalidInputException("The message has at most 500 characters.");
        var now = time.GetUtcNow().UtcDateTime;
        var prompt = access.Prompt;
        prompt.LatestNumber++;
        prompt.UpdatedAt = now;
        db.PromptVersions.Add(Version(prompt, prompt.LatestNumber, content, message ?? "", actor, now, restoredFrom));
        db.Record(actor, access, "prompt.publish", now, $"{prompt.Name} version {prompt.LatestNumber}");
    }
}
