using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>
/// Takes a file in parts. How far it is stands in the database only after the bytes are on disk, so that a broken connection, a closed tab or a
/// restart costs at most the part that was on its way.
/// </summary>
public sealed class ResumableUploads(IDbContextFactory<StudioDb> contexts, IWriteGate gate, UploadFiles files, TimeProvider time)
{
    private const int LongestFingerprint = 300;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <param name="actor">Who sends it.</param>
    /// <param name="datasetId">Where it goes.</param>
    /// <param name="fileName">As the person's file is called.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="fingerprint">The same whenever the same file is chosen again: then what was begun goes on.</param>
    /// <param name="cancel">Nothing happens when it comes in time.</param>
    public async Task<UploadInfo> BeginAsync(
        Actor actor, Guid datasetId, string fileName, long length, string? fingerprint, CancellationToken cancel = default)
    {
        files.CheckSize(length);
        if (fingerprint?.Length > LongestFingerprint)
            throw new InvalidInputException($"A fingerprint has at most {LongestFingerprint} characters.");
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
            var begun = fingerprint is null ? null : await db.DatasetImports.AsNoTracking().OrderByDescending(i => i.CreatedAt).FirstOrDefaultAsync(
                i => i.DatasetId == datasetId && i.State == ImportState.Receiving && i.CreatedById == actor.UserId && i.Fingerprint == fingerprint && i.SizeBytes == length, cancel);
            if (begun is not null)
                return Info(begun);
        }

        files.CheckSpace(length);
        return await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            var import = new DatasetImport
            {
                DatasetId = datasetId, CreatedById = actor.UserId, CreatedAt = Now, HeartbeatAt = Now, FileName = ReceiveUpload.Named(fileName),
                SizeBytes = length, Sha256 = "", State = ImportState.Receiving, Fingerprint = fingerprint,
            };
            db.DatasetImports.Add(import);
            return Info(import);
        }, cancel);
    }

    public async Task<UploadInfo> OneAsync(Actor actor, Guid id, CancellationToken cancel = default) => Info(await FindAsync(actor, id, cancel));

    /// <summary>Takes the next part. The last one makes the file ready for import.</summary>
    /// <exception cref="ConflictException">The part does not begin where the last one ended, or somebody else is sending.</exception>
    public async Task<UploadInfo> AppendAsync(Actor actor, Guid id, long offset, Stream content, CancellationToken cancel = default)
    {
        var import = await FindAsync(actor, id, cancel);
        if (import.State != ImportState.Receiving)
            throw new ConflictException("This file is here already.");
        if (offset != import.BytesReceived)
            throw new ConflictException($"The server has {import.BytesReceived:N0} bytes of this file; go on from there.");
        var received = await files.AppendAsync(id, offset, import.SizeBytes, content, cancel);
        var sha256 = received == import.SizeBytes ? await files.HashAsync(id, CancellationToken.None) : "";
        return await gate.WriteAsync(async (db, token) =>
        {
            var now = await db.DatasetImports.SingleAsync(i => i.Id == id, token);
            if (now.State != ImportState.Receiving || now.BytesReceived != offset)
                throw new ConflictException("This upload was cancelled, or went on elsewhere.");
            (now.BytesReceived, now.HeartbeatAt) = (received, Now);
            if (sha256.Length > 0)
                (now.State, now.Sha256, now.HeartbeatAt) = (ImportState.Uploaded, sha256, null);
            return Info(now);
        }, CancellationToken.None);
    }

    private async Task<DatasetImport> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var import = await db.ImportsOf(actor).AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancel) ?? throw new NotFoundException("upload");
        await db.RequireDatasetAsync(actor, import.DatasetId, Permission.EditData, cancel);
        return import.State == ImportState.Cancelled ? throw new NotFoundException("upload") : import;
    }

    private static UploadInfo Info(DatasetImport import) =>
        new(import.Id, import.DatasetId, import.SizeBytes, import.State == ImportState.Receiving ? import.BytesReceived : import.SizeBytes,
            import.State != ImportState.Receiving);
}
