using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Takes a file in as one stream. Nothing is kept of one that breaks off.</summary>
public sealed class ReceiveUpload(IDbContextFactory<StudioDb> contexts, IWriteGate gate, UploadFiles files, TimeProvider time)
{
    /// <returns>The import that the file is for, which waits for its plan.</returns>
    public async Task<Guid> RunAsync(
        Actor actor, Guid datasetId, string fileName, Stream content, Action<long>? progress = null, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var id = Guid.CreateVersion7();
        var (size, sha256) = await files.StoreAsync(id, content, progress, cancel);
        try
        {
            await gate.WriteAsync(async (db, token) =>
            {
                await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
                db.DatasetImports.Add(new DatasetImport
                {
                    Id = id, DatasetId = datasetId, CreatedById = actor.UserId, CreatedAt = time.GetUtcNow().UtcDateTime,
                    FileName = Named(fileName), SizeBytes = size, Sha256 = sha256, State = ImportState.Uploaded,
                });
            }, cancel);
            return id;
        }
        catch
        {
            files.Delete(id);
            throw;
        }
    }

    // Only for showing; control characters would make a list unreadable.
    internal static string Named(string fileName)
    {
        var name = new string([.. fileName.Where(c => !char.IsControl(c))]).Trim();
        return name.Length switch
        {
            0 => "upload",
            > 255 => name[..255],
            _ => name,
        };
    }
}
