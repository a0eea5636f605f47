using Microsoft.EntityFrameworkCore;

namespace Studio.Core.Models.Serving;

/// <summary>What serving needs to know of a version that may answer.</summary>
public sealed record ApprovedVersion(Guid Id, string Name, int Number, string Digest, string Manifest, long SizeBytes);

public static class ApprovedVersions
{
    /// <summary>Under a name answers the version that was approved last and not withdrawn.</summary>
    public static IQueryable<ModelVersion> Serving(this IQueryable<ModelVersion> versions) => versions
        .Where(v => v.State == ModelVersionState.Approved)
        .OrderByDescending(v => v.ApprovedAt).ThenByDescending(v => v.Number);

    public static Task<ApprovedVersion?> FirstApprovedAsync(this IQueryable<ModelVersion> versions, CancellationToken cancel) => versions
        .AsNoTracking().Serving()
        .Select(v => new ApprovedVersion(v.Id, v.Model.Name, v.Number, v.Digest, v.Manifest, v.SizeBytes))
        .FirstOrDefaultAsync(cancel)!;
}
