using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Models.Cards;

/// <summary>No model goes into production without people having said what it is for.</summary>
internal static class CardRules
{
    /// <summary>The number of the card that stands now.</summary>
    /// <exception cref="ConflictException">The human parts were never written.</exception>
    public static async Task<int> DemandAsync(StudioDb db, Guid versionId, CancellationToken cancel) =>
        await NumberAsync(db, versionId, cancel)
        ?? throw new ConflictException("The model card does not say yet what the model is for, where its limits are and how it is used responsibly. Somebody who tunes writes that under Card; nothing was approved.");

    public static Task<int?> NumberAsync(StudioDb db, Guid versionId, CancellationToken cancel) =>
        db.ModelCardTexts.Where(t => t.VersionId == versionId).MaxAsync(t => (int?)t.Number, cancel);
}
