using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Suggestions;

/// <summary>How a session's prompt fares: suggestions made, answers without a label of the session, calls that failed, and why the last of them did.</summary>
public sealed record SuggestionTally(int Made, int WithoutLabel, int Failed, string? Problem);

/// <summary>Counts what the chosen prompt has suggested so far.</summary>
public sealed class ReadSuggestionTally(IDbContextFactory<StudioDb> contexts)
{
    /// <returns>Null where no prompt is chosen.</returns>
    public async Task<SuggestionTally?> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        if (PromptSuggestions.FromJson(await db.LabelingSessions.Where(s => s.Id == sessionId).Select(s => s.SuggestPrompt).SingleAsync(cancel)) is not { } prompt)
            return null;
        var said = db.LabelSuggestions.AsNoTracking().Where(s => s.SessionId == sessionId && s.ChoiceId == prompt.Id);
        var counts = await said.GroupBy(s => s.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var problem = await said.Where(s => s.Outcome == SuggestionOutcome.Failed).OrderByDescending(s => s.At).Select(s => s.Problem).FirstOrDefaultAsync(cancel);
        return new SuggestionTally(
            counts.GetValueOrDefault(SuggestionOutcome.Made), counts.GetValueOrDefault(SuggestionOutcome.NoLabel), counts.GetValueOrDefault(SuggestionOutcome.Failed), problem);
    }
}
