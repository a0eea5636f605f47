using System.Text.Json;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

public sealed record NewPrompt(string Name, string? Folder, string? Description, IReadOnlyList<string>? Tags, PromptContent Content, string? Message = null);

/// <summary>Adds a prompt to the library, with its first version.</summary>
public sealed class CreatePrompt(IWriteGate gate, PromptFeeds feeds, TimeProvider time)
{
    /// <exception cref="InvalidInputException">A part of it cannot be used.</exception>
    /// <exception cref="ConflictException">The project has a prompt of this name.</exception>
    public async Task<Guid> RunAsync(Actor actor, Guid projectId, NewPrompt wanted, CancellationToken cancel = default)
    {
        PromptRules.Check(wanted.Content);
        var (name, folder, tags) = (PromptRules.Name(wanted.Name), PromptRules.Folder(wanted.Folder), PromptRules.Tags(wanted.Tags));
        var made = await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireAsync(actor, projectId, Permission.EditData, token);
            await db.CheckNameAsync(projectId, name, token);
            await db.CheckSnapshotAsync(projectId, wanted.Content, token);
            var now = time.GetUtcNow().UtcDateTime;
            var prompt = new Prompt
            {
                ProjectId = projectId, Name = name, Folder = folder, Description = PromptRules.Description(wanted.Description), Tags = JsonSerializer.Serialize(tags),
                Kind = wanted.Content.Kind, CreatedById = actor.UserId, CreatedAt = now, UpdatedAt = now, LatestNumber = 1,
            };
            db.Prompts.Add(prompt);
            db.PromptVersions.Add(PublishVersion.Version(prompt, 1, wanted.Content, wanted.Message ?? "First version", actor, now));
            db.Record(actor, new PromptAccess(prompt, project), "prompt.create", now, name);
            return prompt.Id;
        }, cancel);
        feeds.Publish(projectId, new PromptChange(made, PromptChangeKind.Made, actor.UserId, 1));
        return made;
    }
}
