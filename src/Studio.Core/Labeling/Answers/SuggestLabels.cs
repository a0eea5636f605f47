using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>What a model or a prompt would answer, with its name and, where it says so, how sure it is.</summary>
public sealed record Suggestion(long TaskId, IReadOnlyList<Guid> Labels, string Source, double? Score);

/// <summary>The suggestions that there are, and the examples for which one is still being made: ask again for those.</summary>
public sealed record SuggestedLabels(IReadOnlyList<Suggestion> Suggestions, IReadOnlyList<long> Pending)
{
    public static SuggestedLabels None { get; } = new([], []);
}

/// <summary>Asks the session's model or prompt about examples, if the session has one. One that cannot answer suggests nothing and stops nobody.</summary>
public sealed class SuggestLabels(IDbContextFactory<StudioDb> contexts, PredictWithModel predict, PromptSuggester prompts, TimeProvider time)
{
    // Long enough that pages do not ask all the time, short enough that nothing stands between a page and its server.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task<SuggestedLabels> RunAsync(Actor actor, Guid sessionId, IReadOnlyList<long> taskIds, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
        var session = await db.LabelingSessions.AsNoTracking().Where(s => s.Id == sessionId)
            .Select(s => new { s.SuggestModel, s.SuggestPrompt, s.ProjectId, s.SchemaId, s.Schema.Kind }).SingleAsync(cancel);
        if (session.Kind != LabelingKind.SingleLabel)
            return SuggestedLabels.None;
        var texts = await db.LabelingTasks.AsNoTracking().Where(t => t.SessionId == sessionId && taskIds.Contains(t.Id))
            .OrderBy(t => t.Id).Take(TakeTasks.MaxHeld).Select(t => new SuggestionText(t.Id, t.Example.Text)).ToListAsync(cancel);
        if (texts.Count == 0)
            return SuggestedLabels.None;
        if (PromptSuggestions.FromJson(session.SuggestPrompt) is { } prompt)
            return await FromPromptAsync(new SuggestionOrder(sessionId, session.ProjectId, session.SchemaId, prompt), texts, cancel);
        return session.SuggestModel is { } model ? new SuggestedLabels(await FromModelAsync(db, actor, model, session.SchemaId, texts, cancel), []) : SuggestedLabels.None;
    }

    private async Task<IReadOnlyList<Suggestion>> FromModelAsync(StudioDb db, Actor actor, string model, Guid schemaId, List<SuggestionText> texts, CancellationToken cancel)
    {
        var labels = await db.SchemaLabels.Where(l => l.SchemaId == schemaId && l.RetiredAt == null).ToDictionaryAsync(l => l.Name, l => l.Id, cancel);
        try
        {
            var answer = await predict.ByNameAsync(actor, model, texts.ConvertAll(t => t.Text), cancel);
            return [.. texts.Zip(answer.Predictions).Where(p => labels.ContainsKey(p.Second.Label))
                .Select(p => new Suggestion(p.First.TaskId, [labels[p.Second.Label]], $"{answer.Model} v{answer.Version}", p.Second.Scores.Max()))];
        }
        catch (StudioException)
        {
            return [];
        }
    }

    private async Task<SuggestedLabels> FromPromptAsync(SuggestionOrder order, List<SuggestionText> texts, CancellationToken cancel)
    {
        var known = await prompts.KnownAsync(order, texts, cancel);
        var pending = new List<long>();
        var unknown = texts.FindAll(t => !known.ContainsKey(t.TaskId));
        if (unknown.Count > 0)
        {
            await Task.WhenAny([.. prompts.Begin(order, unknown), Task.Delay(LongestWait, time, cancel)]);
            // Before the second look, so that what is kept between the two is never taken for lost.
            pending = unknown.ConvertAll(t => t.TaskId).FindAll(id => prompts.IsAsking(order, id));
            known = await prompts.KnownAsync(order, texts, cancel);
        }

        return new SuggestedLabels(
            [.. known.Values.Where(s => s.LabelId is not null).Select(s => new Suggestion(s.TaskId, [s.LabelId!.Value], order.Prompt.Source, null))],
            pending.FindAll(id => !known.ContainsKey(id)));
    }
}
