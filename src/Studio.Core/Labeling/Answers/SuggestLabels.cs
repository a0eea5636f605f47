using Microsoft.EntityFrameworkCore;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>What a model would answer, with its name and how sure it is.</summary>
public sealed record Suggestion(long TaskId, IReadOnlyList<Guid> Labels, string Source, double Score);

/// <summary>Asks the session's model about examples, if the session has one. A model that cannot answer suggests nothing and stops nobody.</summary>
public sealed class SuggestLabels(IDbContextFactory<StudioDb> contexts, PredictWithModel predict)
{
    public async Task<IReadOnlyList<Suggestion>> RunAsync(Actor actor, Guid sessionId, IReadOnlyList<long> taskIds, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
        var session = await db.LabelingSessions.AsNoTracking().Where(s => s.Id == sessionId).Select(s => new { s.SuggestModel, s.SchemaId, s.Schema.Kind }).SingleAsync(cancel);
        if (session.SuggestModel is not { } model || session.Kind != LabelingKind.SingleLabel)
            return [];
        var texts = await db.LabelingTasks.AsNoTracking().Where(t => t.SessionId == sessionId && taskIds.Contains(t.Id))
            .OrderBy(t => t.Id).Take(TakeTasks.MaxHeld).Select(t => new { t.Id, t.Example.Text }).ToListAsync(cancel);
        if (texts.Count == 0)
            return [];
        var labels = await db.SchemaLabels.Where(l => l.SchemaId == session.SchemaId && l.RetiredAt == null).ToDictionaryAsync(l => l.Name, l => l.Id, cancel);
        try
        {
            var answer = await predict.ByNameAsync(actor, model, texts.ConvertAll(t => t.Text), cancel);
            return [.. texts.Zip(answer.Predictions).Where(p => labels.ContainsKey(p.Second.Label))
                .Select(p => new Suggestion(p.First.Id, [labels[p.Second.Label]], $"{answer.Model} v{answer.Version}", p.Second.Scores.Max()))];
        }
        catch (StudioException)
        {
            return [];
        }
    }
}
