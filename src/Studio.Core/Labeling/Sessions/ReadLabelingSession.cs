using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>One session with its labels.</summary>
public sealed class ReadLabelingSession(IDbContextFactory<StudioDb> contexts)
{
    /// <exception cref="NotFoundException">There is no such session for this actor.</exception>
    public async Task<LabelingSessionView> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        return await db.LabelingSessions.AsNoTracking().Where(s => s.Id == sessionId)
            .Select(s => new LabelingSessionView(
                s.Id, s.ProjectId, s.Name, s.Guidelines, s.Schema.Kind, s.State, s.DatasetId, s.Dataset.Name, s.Overlap, s.TaskCount, TaskSelection.FromJson(s.Selection),
                s.SchemaId, s.Schema.Version,
                s.Schema.Labels.OrderBy(l => l.Order).Select(l => new LabelView(l.Id, l.Name, l.Color, l.Key, l.RetiredAt != null)).ToList(),
                s.SuggestModel, PromptSuggestions.FromJson(s.SuggestPrompt), s.CreatedAt, project.Role))
            .SingleAsync(cancel);
    }
}
