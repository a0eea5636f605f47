using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>The import was cancelled, or somebody else runs it now: whoever sees this writes nothing more.</summary>
internal sealed class ImportInterruptedException : Exception;

/// <summary>Every write of a running import. Each proves first that the import still stands where this job left it.</summary>
internal sealed class ImportWriter(IWriteGate gate, TimeProvider time)
{
    private const long MostRejects = 100_000;
    private const int RemovedAtOnce = 5000;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public Task WriteAsync(Guid importId, ImportChunk chunk, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var import = await RunningAsync(db, importId, chunk.FirstRow, token);
        if (import.RowsRejected + chunk.Rejects.Count > MostRejects)
        {
            throw new InvalidInputException(
                $"More than {MostRejects:N0} rows cannot be used, the first because: {chunk.Rejects[0].Reason} "
                + "The delimiter, the quotes or the columns are probably not right.");
        }

        var next = await db.Datasets.Where(d => d.Id == import.DatasetId).Select(d => d.NextPosition).SingleAsync(token);
        await db.InsertExamplesAsync(import.DatasetId, next + import.RowsStored, chunk.Rows, token);
        db.ImportRejects.AddRange(chunk.Rejects.Select(r =>
            new ImportReject { ImportId = r.ImportId, RowNumber = r.RowNumber, Reason = r.Reason, Excerpt = r.Excerpt }));
        import.RowsRead = chunk.LastRow;
        import.RowsStored += chunk.Rows.Count;
        import.RowsLabeled += chunk.Rows.Count(r => r.IsLabeled);
        import.RowsRejected += chunk.Rejects.Count;
        import.HeartbeatAt = Now;
    }, cancel);

    /// <summary>Makes all rows visible at once.</summary>
    public Task CompleteAsync(Guid importId, long rowsRead, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var import = await RunningAsync(db, importId, rowsRead, token);
        if (import.RowsStored == 0)
        {
            var reason = await db.ImportRejects.Where(r => r.ImportId == importId).OrderBy(r => r.RowNumber).Select(r => r.Reason).FirstOrDefaultAsync(token);
            throw new InvalidInputException(reason is null
                ? "This file holds a header and no rows."
                : $"None of the {import.RowsRejected:N0} rows could be used. The first: {reason}");
        }

        var dataset = await db.Datasets.SingleAsync(d => d.Id == import.DatasetId, token);
        dataset.NextPosition += import.RowsStored;
        dataset.ExampleCount += import.RowsStored;
        dataset.LabeledCount += import.RowsLabeled;
        (import.State, import.FinishedAt, import.HeartbeatAt) = (ImportState.Done, Now, null);
        db.DatasetSteps.Add(Step(import));
        var project = await db.Projects.AsNoTracking().SingleAsync(p => p.Id == dataset.ProjectId, token);
        db.AuditTeam(
            new Actor(import.CreatedById), project.TeamId, Now, "dataset.imported", dataset.Id,
            $"{import.RowsStored:N0} examples from {import.FileName} into {dataset.Name}", project.Id);
    }, cancel);

    /// <summary>Notes why the import ends; its rows are still to be removed.</summary>
    public Task FailAsync(Guid importId, string error, CancellationToken cancel) => gate.WriteAsync((db, token) => db.DatasetImports
        .Where(i => i.Id == importId && i.State == ImportState.Running)
        .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Undoing).SetProperty(i => i.Error, error), token), cancel);

    /// <summary>Removes rows that no query sees, a little at a time.</summary>
    public async Task RemoveInvisibleAsync(Guid datasetId, CancellationToken cancel)
    {
        int removed;
        do
        {
            removed = await gate.WriteAsync(async (db, token) =>
            {
                var next = await db.Datasets.Where(d => d.Id == datasetId).Select(d => d.NextPosition).SingleAsync(token);
                return await db.Examples.IgnoreQueryFilters().Where(e => db.Examples.IgnoreQueryFilters()
                    .Where(x => x.DatasetId == datasetId && x.Position >= next).OrderBy(x => x.Position).Select(x => x.Id).Take(RemovedAtOnce)
                    .Contains(e.Id)).ExecuteDeleteAsync(token);
            }, cancel);
        }
        while (removed > 0);
    }

    /// <summary>Says that this process no longer runs the import.</summary>
    public Task ReleaseAsync(Guid importId) => gate.WriteAsync((db, token) => db.DatasetImports
        .Where(i => i.Id == importId).ExecuteUpdateAsync(set => set.SetProperty(i => i.HeartbeatAt, (DateTime?)null), token));

    public Task EndUndoingAsync(Guid importId, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var import = await db.DatasetImports.SingleAsync(i => i.Id == importId, token);
        import.State = import.Error is null ? ImportState.Cancelled : ImportState.Failed;
        (import.RowsStored, import.RowsLabeled, import.FinishedAt, import.HeartbeatAt) = (0, 0, Now, null);
    }, cancel);

    private static async Task<DatasetImport> RunningAsync(StudioDb db, Guid importId, long rowsRead, CancellationToken cancel)
    {
        var import = await db.DatasetImports.SingleOrDefaultAsync(i => i.Id == importId, cancel);
        return import is { State: ImportState.Running } && import.RowsRead == rowsRead ? import : throw new ImportInterruptedException();
    }

    private DatasetStep Step(DatasetImport import) => new()
    {
        DatasetId = import.DatasetId, Kind = StepKind.Import, Rows = import.RowsStored, CreatedById = import.CreatedById, CreatedAt = Now, FinishedAt = Now,
        Summary = $"Imported {import.RowsStored:N0} examples from {import.FileName}"
            + (import.RowsRejected > 0 ? $" ({import.RowsRejected:N0} rows rejected)" : ""),
        Settings = JsonSerializer.Serialize(new
        {
            file = import.FileName, sha256 = import.Sha256, rejected = import.RowsRejected, plan = JsonDocument.Parse(import.Plan!).RootElement,
        }),
    };
}
