using System.Text.Json;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>What can change without a new version. Null leaves a field as it is.</summary>
public sealed record PromptEdit(string? Name = null, string? Folder = null, string? Description = null, IReadOnlyList<string>? Tags = null, bool? Archived = null);

/// <summary>Renames, moves, tags, describes, puts away and brings back.</summary>
public sealed class EditPrompt(IWriteGate gate, PromptFeeds feeds, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid promptId, PromptEdit edit, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var prompt = access.Prompt;
            var now = time.GetUtcNow().UtcDateTime;
            if (edit.Name is not null && PromptRules.Name(edit.Name) is var name && name != prompt.Name)
            {
                await db.CheckNameAsync(prompt.ProjectId, name, token);
                db.Record(actor, access, "prompt.rename", now, $"{prompt.Name} → {name}");
                prompt.Name = name;
            }

            var before = (prompt.Folder, prompt.Description, prompt.Tags);
            if (edit.Folder is not null)
                prompt.Folder = PromptRules.Folder(edit.Folder);
            if (edit.Description is not null)
                prompt.Description = PromptRules.Description(edit.Description);
            if (edit.Tags is not null)
                prompt.Tags = JsonSerializer.Serialize(PromptRules.Tags(edit.Tags));
            if (prompt.Folder != before.Folder)
                db.Record(actor, access, "prompt.move", now, $"{prompt.Name}: {Place(before.Folder)} → {Place(prompt.Folder)}");
            if ((prompt.Description, prompt.Tags) != (before.Description, before.Tags))
                db.Record(actor, access, "prompt.describe", now, prompt.Name);
            if (edit.Archived is { } archived && archived != prompt.ArchivedAt is not null)
            {
                prompt.ArchivedAt = archived ? now : null;
                db.Record(actor, access, archived ? "prompt.archive" : "prompt.bring-back", now, prompt.Name);
            }

            return prompt.ProjectId;
        }, cancel);
        feeds.Publish(project, new PromptChange(promptId, PromptChangeKind.Edited, actor.UserId));
    }

    private static string Place(string folder) => folder.Length == 0 ? "the top" : folder;
}
