using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Stops an import, or drops a file that nobody wants to import any more. Nothing of it stays.</summary>
public sealed class CancelImport(IWriteGate gate, ImportQueue queue, StorageRoot storage, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid importId, CancellationToken cancel = default)
    {
        var running = await gate.WriteAsync(async (db, token) =>
        {
            var import = await db.ImportsOf(actor).SingleOrDefaultAsync(i => i.Id == importId, token) ?? throw new NotFoundException("import");
            var access = await db.RequireDatasetAsync(actor, import.DatasetId, Permission.EditData, token);
            switch (import.State)
            {
                case ImportState.Receiving or ImportState.Uploaded or ImportState.Queued:
                    (import.State, import.FinishedAt) = (ImportState.Cancelled, time.GetUtcNow().UtcDateTime);
                    return false;
                case ImportState.Running:
                    import.State = ImportState.Undoing;
                    db.Audit(actor, access, "dataset.import.cancel", $"Import of {import.FileName} into {access.Name} cancelled", time);
                    return true;
                case ImportState.Done:
                    throw new ConflictException("This import is already done; its examples are in the dataset.");
                default:
                    return true;
            }
        }, cancel);
        if (running)
            queue.Interrupt(importId);
        else
            File.Delete(storage.Upload(importId));
    }
}
