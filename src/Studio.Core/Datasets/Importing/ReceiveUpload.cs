using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Takes a file in as a stream. Nothing is kept of one that breaks off.</summary>
public sealed class ReceiveUpload(IDbContextFactory<StudioDb> contexts, IWriteGate gate, StorageRoot storage, DatasetsOptions options, TimeProvider time)
{
    private const int DiskFullOnUnix = 28, DiskFullOnWindows = unchecked((int)0x80070070);

    /// <returns>The import that the file is for, which waits for its plan.</returns>
    public async Task<Guid> RunAsync(Actor actor, Guid datasetId, string fileName, Stream content, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var id = Guid.CreateVersion7();
        var path = storage.Upload(id);
        try
        {
            var (size, sha256) = await StoreAsync(path, content, cancel);
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
            File.Delete(path);
            throw;
        }
    }

    private async Task<(long Size, string Sha256)> StoreAsync(string path, Stream content, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            var buffer = new byte[1 << 17];
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var read)
            {
                size += read;
                if (size > options.MaxUploadBytes)
                    throw new InvalidInputException($"This file is larger than {Sizes.Of(options.MaxUploadBytes)}, the limit of this server (Studio:Datasets:MaxUploadBytes).");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        catch (IOException error) when (error.HResult is DiskFullOnUnix or DiskFullOnWindows)
        {
            throw new UnavailableException("The server's disk is full; nothing was kept of this file. Free some space and upload it again.", error);
        }

        return size > 0
            ? (size, Convert.ToHexStringLower(hash.GetHashAndReset()))
            : throw new InvalidInputException("This file is empty: it holds no rows.");
    }

    // Only for showing; control characters would make a list unreadable.
    private static string Named(string fileName)
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
