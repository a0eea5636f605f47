using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models.Cards;

/// <summary>Writes the human parts of a version's card: drafts save themselves, publications are numbered and stay.</summary>
public sealed class WriteCard(IWriteGate gate, ModelFeeds feeds, TimeProvider time)
{
    /// <summary>Keeps what was typed, for the same person only.</summary>
    public Task SaveDraftAsync(Actor actor, Guid versionId, CardParts parts, CancellationToken cancel = default)
    {
        Limit(parts);
        return gate.WriteAsync(async (db, token) =>
        {
            await db.RequireVersionAsync(actor, versionId, Permission.Tune, token);
            var draft = await db.ModelCardDrafts.SingleOrDefaultAsync(d => d.VersionId == versionId && d.UserId == actor.UserId, token);
            if (draft is null)
                db.ModelCardDrafts.Add(draft = new ModelCardDraft { VersionId = versionId, UserId = actor.UserId });
            (draft.IntendedUse, draft.Limits, draft.ResponsibleUse, draft.SavedAt) = (parts.IntendedUse, parts.Limits, parts.ResponsibleUse, time.GetUtcNow().UtcDateTime);
        }, cancel);
    }

    /// <param name="actor">Somebody who tunes.</param>
    /// <param name="versionId">The version.</param>
    /// <param name="parts">All three of them.</param>
    /// <param name="seen">The number of the card that the person began with; 0 where there was none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InvalidInputException">A part is missing or too long.</exception>
    /// <exception cref="ConflictException">Somebody else has published in the meantime; the draft is kept.</exception>
    public async Task PublishAsync(Actor actor, Guid versionId, CardParts parts, int seen, CancellationToken cancel = default)
    {
        Limit(parts);
        if (parts.Missing.Count > 0)
            throw new InvalidInputException($"The card still lacks: {string.Join(", ", parts.Missing)}. Your draft is kept.");
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.Tune, token);
            var number = await CardRules.NumberAsync(db, versionId, token) ?? 0;
            if (number != seen)
                throw new ConflictException("Somebody else has published this card since you began. Your draft is kept; reload the page to see both.");
            var now = time.GetUtcNow().UtcDateTime;
            db.ModelCardTexts.Add(new ModelCardText
            {
                VersionId = versionId,
                Number = number + 1,
                AuthorId = actor.UserId,
                At = now,
                IntendedUse = parts.IntendedUse.Trim(),
                Limits = parts.Limits.Trim(),
                ResponsibleUse = parts.ResponsibleUse.Trim(),
            });
            await db.ModelCardDrafts.Where(d => d.VersionId == versionId && d.UserId == actor.UserId).ExecuteDeleteAsync(token);
            db.Record(actor, at, "model.card", now, $"{at.Version.Model.Name} version {at.Version.Number}, card {number + 1}");
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }

    private static void Limit(CardParts parts)
    {
        _ = ReviewText.Optional(parts.IntendedUse, "intended use");
        _ = ReviewText.Optional(parts.Limits, "limits");
        _ = ReviewText.Optional(parts.ResponsibleUse, "responsible use");
    }
}
