using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>Hashes a version's files and says how they differ from what was registered.</summary>
public sealed class CheckFiles(IDbContextFactory<StudioDb> contexts, StorageRoot storage)
{
    /// <returns>A sentence for each difference; none means that all is as registered.</returns>
    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var at = await db.RequireVersionAsync(actor, versionId, Permission.View, cancel);
        var differences = await ModelFolder.DifferencesAsync(storage.Model(versionId), at.Version.Manifest, cancel);
        return ModelManifest.DigestOf(at.Version.Manifest) == at.Version.Digest ? differences : [.. differences, "The manifest has another digest."];
    }
}
