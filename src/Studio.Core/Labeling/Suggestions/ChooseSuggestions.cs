using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Suggestions;

/// <summary>Lets a session show what a prompt and a model say.</summary>
public sealed class ChooseSuggestions(IDbContextFactory<StudioDb> contexts, IWriteGate gate, ProjectModels models, TimeProvider time)
{
    /// <exception cref="InvalidInputException">The prompt cannot suggest labels in this session; the message says why.</exception>
    /// <exception cref="NotFoundException">There is no such session, version or model for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow calls that cost something.</exception>
    public async Task RunAsync(Actor actor, Guid sessionId, PromptChoice choice, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireSessionAsync(actor, sessionId, Permission.EditData, cancel);
        var kind = await db.LabelingSessions.Where(s => s.Id == sessionId).Select(s => s.Schema.Kind).SingleAsync(cancel);
        var chosen = await CheckAsync(actor, project.ProjectId, kind, choice, cancel);
        await gate.WriteAsync(async (write, token) =>
        {
            var access = await write.RequireSessionAsync(actor, sessionId, Permission.EditData, token);
            var session = await write.LabelingSessions.SingleAsync(s => s.Id == sessionId, token);
            var before = PromptSuggestions.FromJson(session.SuggestPrompt);
            var same = before is not null && (before.PromptId, before.Version, before.ModelId) == (chosen.PromptId, chosen.Version, chosen.ModelId);
            (session.SuggestModel, session.SuggestPrompt) = (null, (same ? chosen with { Id = before!.Id } : chosen).ToJson());
            write.Audit(actor, access, time.GetUtcNow().UtcDateTime, "labeling.suggestions", sessionId, $"Shows the suggestions of the prompt “{chosen.PromptName}” v{chosen.Version}, asked of {chosen.ModelName}.");
        }, cancel);
    }

    /// <summary>Whether a session of this kind could take the choice, and which version it means; for a session that is yet to be created.</summary>
    /// <exception cref="StudioException">As <see cref="RunAsync"/>.</exception>
    public async Task<PromptSuggestions> CheckAsync(Actor actor, Guid projectId, LabelingKind kind, PromptChoice choice, CancellationToken cancel = default)
    {
        if (kind != LabelingKind.SingleLabel)
            throw new InvalidInputException("Prompts suggest single labels; this session asks for something else.");
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.EditData, cancel);
        var number = choice.Version ?? await db.PromptLabels.Where(l => l.PromptId == choice.PromptId && l.Name == choice.Label)
            .Select(l => (int?)l.Number).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("label of the prompt");
        var version = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == choice.PromptId && v.Number == number && v.Prompt.ProjectId == projectId)
            .Select(v => new { v.Content, v.Prompt.Name }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("version of the prompt");
        if (PromptContent.FromJson(version.Content).Variables.Except(RowMessages.Known).ToList() is { Count: > 0 } missing)
            throw new InvalidInputException($"The prompt needs {string.Join(", ", missing.Select(name => $"{{{{ {name} }}}}"))}, which an example does not have. An example fills {{{{ text }}}} and {{{{ labels }}}}.");
        using var model = await models.OpenAsync(actor, projectId, choice.ModelId, cancel);
        return new PromptSuggestions(
            Guid.CreateVersion7(), choice.PromptId, number, version.Name, choice.ModelId, $"{model.Listing.Name} ({model.Listing.Source})", actor.UserId);
    }
}
