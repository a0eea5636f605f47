using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Models;

/// <summary>The figures that a version was registered with, tied to it by their hash.</summary>
internal static class ModelEvidence
{
    public static string HashOf(string figures) => ModelManifest.DigestOf(figures);

    /// <exception cref="ConflictException">The manifest or the scorecard was changed behind Studio's back.</exception>
    public static async Task DemandUnchangedAsync(StudioDb db, ModelVersion version, CancellationToken cancel)
    {
        if (ModelManifest.DigestOf(version.Manifest) != version.Digest)
            throw new ConflictException("The version's manifest no longer has the digest that it was registered with. Nothing was approved.");
        var figures = await db.Scorecards.Where(s => s.Id == version.ScorecardId).Select(s => s.Figures).SingleAsync(cancel);
        if (HashOf(figures) != ModelManifest.Parse(version.Manifest).ScorecardSha256)
            throw new ConflictException("The scorecard's figures are no longer those that were registered with this version. Nothing was approved.");
    }
}
