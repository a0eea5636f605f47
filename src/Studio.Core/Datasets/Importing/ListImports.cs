using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>What was imported, and what of it was not.</summary>
public sealed class ListImports(IDbContextFactory<StudioDb> contexts)
{
    /// <summary>The dataset's imports, newest first.</summary>
    public async Task<IReadOnlyList<ImportInfo>> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await (from i in db.DatasetImports.AsNoTracking()
                      where i.DatasetId == datasetId
                      join u in db.Users on i.CreatedById equals u.Id
                      orderby i.CreatedAt descending
                      select new ImportInfo(i.Id, i.DatasetId, i.FileName, i.SizeBytes, i.BytesReceived, i.State, i.RowsStored, i.RowsRejected, i.CreatedAt,
                          u.DisplayName, i.FinishedAt, i.Error)).ToListAsync(cancel);
    }

    /// <summary>The rejected rows of an import, in their order, streamed.</summary>
    public async IAsyncEnumerable<RejectedRow> RejectsAsync(
        Actor actor, Guid importId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.ImportsOf(actor).AnyAsync(i => i.Id == importId, cancel))
            throw new NotFoundException("import");
        var rows = db.ImportRejects.AsNoTracking().Where(r => r.ImportId == importId).OrderBy(r => r.RowNumber)
            .Select(r => new RejectedRow(r.RowNumber, r.Reason, r.Excerpt));
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
            yield return row;
    }
}

/// <summary>A row that was not imported: which, why, and how it begins.</summary>
public sealed record RejectedRow(long RowNumber, string Reason, string Excerpt);
