using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>What was imported, and what of it was not.</summary>
public sealed class ListImports(IDbContextFactory<StudioDb> contexts)
{
    private const int MostReasons = 50;
    private const int MostRowsShown = 200;

    /// <summary>The dataset's imports, newest first.</summary>
    public async Task<IReadOnlyList<ImportInfo>> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await Infos(db, db.DatasetImports.Where(i => i.DatasetId == datasetId).OrderByDescending(i => i.CreatedAt)).ToListAsync(cancel);
    }

    /// <summary>An import with the reasons why rows were rejected so far, most frequent first.</summary>
    public async Task<ImportReport> ReportAsync(Actor actor, Guid importId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var info = await Infos(db, db.ImportsOf(actor).Where(i => i.Id == importId)).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("import");
        var rejects = db.ImportRejects.AsNoTracking().Where(r => r.ImportId == importId);
        var reasons = await rejects.GroupBy(r => r.Reason).Select(g => new { g.Key, Count = g.LongCount() }).OrderByDescending(g => g.Count).ThenBy(g => g.Key)
            .Take(MostReasons).Select(g => new RejectReason(g.Key, g.Count)).ToListAsync(cancel);
        var first = await rejects.OrderBy(r => r.RowNumber).Take(MostRowsShown).Select(r => new RejectedRow(r.RowNumber, r.Reason, r.Excerpt)).ToListAsync(cancel);
        return new ImportReport(info, reasons, first);
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

    private static IQueryable<ImportInfo> Infos(StudioDb db, IQueryable<DatasetImport> imports) =>
        from i in imports.AsNoTracking()
        join u in db.Users on i.CreatedById equals u.Id
        select new ImportInfo(i.Id, i.DatasetId, i.FileName, i.SizeBytes, i.BytesReceived, i.State, i.RowsStored, i.RowsRejected, i.CreatedAt, u.DisplayName,
            i.FinishedAt, i.Error);
}

/// <summary>What became of an import, and what of it was not imported.</summary>
public sealed record ImportReport(ImportInfo Import, IReadOnlyList<RejectReason> Reasons, IReadOnlyList<RejectedRow> FirstRows);

public sealed record RejectReason(string Reason, long Rows);

/// <summary>A row that was not imported: which, why, and how it begins.</summary>
public sealed record RejectedRow(long RowNumber, string Reason, string Excerpt);
