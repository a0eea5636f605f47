using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Suggestions;

/// <summary>How a session's prompt fares: suggestions made, answers without a label of the session, calls that failed, and why the last of them did.</summary>
public sealed record SuggestionTally(int Made, int WithoutLabel, int Failed, string? Problem);

/// <summary>How often people answered as was suggested to them.</summary>
/// <param name="Source">Who suggested: a tuned model's version, or a prompt's version with its model.</param>
/// <param name="Shown">Answers given with a suggestion of theirs on the screen.</param>
/// <param name="Accepted">Those of them that are the suggested one.</param>
public sealed record SuggestionAcceptance(string Source, int Shown, int Accepted);

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

    /// <summary>What became of the suggestions of each source, the most shown first; of the answers that stand.</summary>
    public async Task<IReadOnlyList<SuggestionAcceptance>> AcceptedAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        var sources = await db.Annotations.AsNoTracking().Where(a => a.SessionId == sessionId && a.SuggestedBy != null).GroupBy(a => a.SuggestedBy!)
            .Select(g => new { g.Key, Shown = g.Count(), Accepted = g.Count(a => a.AcceptedSuggestion) }).ToListAsync(cancel);
        return [.. sources.OrderByDescending(s => s.Shown).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => new SuggestionAcceptance(s.Key, s.Shown, s.Accepted))];
    }
}
