using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models.Serving;

/// <summary>A model that programs can call.</summary>
public sealed record ServedModel(string Name, int Version, string Digest, DateTime ApprovedAt);

/// <summary>The models of the caller's teams that have an approved version.</summary>
public sealed class ListServedModels(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<ServedModel>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var approved = await db.VersionsOf(actor).AsNoTracking().Where(v => v.State == ModelVersionState.Approved)
            .Select(v => new { v.ModelId, Served = new ServedModel(v.Model.Name, v.Number, "sha256:" + v.Digest, v.ApprovedAt!.Value) }).ToListAsync(cancel);
        return
        [
            .. approved.GroupBy(v => v.ModelId)
                .Select(group => group.Select(v => v.Served).OrderByDescending(v => v.ApprovedAt).ThenByDescending(v => v.Version).First())
                .OrderBy(v => v.Name, StringComparer.Ordinal),
        ];
    }
}
