using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;

namespace Studio.Core.Models.Cards;

/// <summary>A version's card: the facts as they are registered, and what people have written.</summary>
/// <param name="Version">Data, recipe, scorecard, lineage and digest.</param>
/// <param name="Recipe">The recipe as it was launched.</param>
/// <param name="Changes">What was changed while it ran.</param>
/// <param name="BaseLicence">Licence that the base model's own card states; null where it states none or there is no base.</param>
/// <param name="Editions">Publications of the human parts, the newest first.</param>
/// <param name="Draft">What this person has typed and not published.</param>
/// <param name="Begin">What a new text may begin with: the card of the version before.</param>
public sealed record ModelCard(
    VersionDetails Version, Recipe Recipe, IReadOnlyList<InterventionView> Changes, string? BaseLicence,
    IReadOnlyList<CardEdition> Editions, CardParts? Draft, CardParts? Begin)
{
    public CardEdition? Current => Editions.Count > 0 ? Editions[0] : null;
}

/// <summary>Reads a version's card.</summary>
public sealed class ReadCard(ReadVersion read, IDbContextFactory<StudioDb> contexts)
{
    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    public async Task<ModelCard> RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        var version = await read.RunAsync(actor, versionId, cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var recipe = RecipeJson.Parse(await db.Runs.Where(r => r.Id == version.Facts.RunId).Select(r => r.Recipe).SingleAsync(cancel));
        var draft = await db.ModelCardDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.VersionId == versionId && d.UserId == actor.UserId, cancel);
        var editions = await EditionsAsync(db, versionId, cancel);
        return new ModelCard(
            version, recipe, [.. (await InterventionView.ReadAsync(db, version.Facts.RunId, cancel)).Where(i => i.Step is not null)], BaseLicences.Of(recipe.BaseModel),
            editions, draft is null ? null : new CardParts(draft.IntendedUse, draft.Limits, draft.ResponsibleUse),
            editions.Count > 0 ? null : await BeforeAsync(db, version.Facts, cancel));
    }

    private static async Task<IReadOnlyList<CardEdition>> EditionsAsync(StudioDb db, Guid versionId, CancellationToken cancel)
    {
        var texts = await db.ModelCardTexts.AsNoTracking().Where(t => t.VersionId == versionId).OrderByDescending(t => t.Number)
            .Select(t => new { Text = t, Author = db.Users.Where(u => u.Id == t.AuthorId).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(cancel);
        return [.. texts.Select(t => new CardEdition(
            t.Text.Number, t.Author ?? "Somebody", t.Text.At, new CardParts(t.Text.IntendedUse, t.Text.Limits, t.Text.ResponsibleUse)))];
    }

    private static async Task<CardParts?> BeforeAsync(StudioDb db, VersionFacts facts, CancellationToken cancel) =>
        await (from text in db.ModelCardTexts.AsNoTracking()
               join version in db.ModelVersions on text.VersionId equals version.Id
               where version.ModelId == facts.ModelId && version.Number < facts.Number
               orderby version.Number descending, text.Number descending
               select new CardParts(text.IntendedUse, text.Limits, text.ResponsibleUse)).FirstOrDefaultAsync(cancel);
}
