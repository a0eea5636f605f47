using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning.Bases;

/// <summary>How far an archive is.</summary>
public sealed record BaseModelUpload(Guid Id, long Length, long Offset);

/// <summary>Takes a model's archive in parts; a broken connection, a closed tab or a restart costs at most the part that was on its way.</summary>
public sealed class BaseModelUploads(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, AddBaseModel add, RemoveBaseModel removal, UploadFiles files, BaseModelQueue queue, BaseModelFeeds feeds, BasesOptions options, TimeProvider time)
{
    public long MaxBytes => options.MaxArchiveBytes;

    /// <param name="actor">Who sends it.</param>
    /// <param name="projectId">A project of the team that it is for.</param>
    /// <param name="fileName">As the person's file is called.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="fingerprint">The same whenever the same file is chosen again: then what was begun goes on.</param>
    /// <param name="cancel">Nothing happens when it comes in time.</param>
    public async Task<BaseModelUpload> BeginAsync(Actor actor, Guid projectId, string fileName, long length, string? fingerprint, CancellationToken cancel = default)
    {
        if (length is <= 0 || length > options.MaxArchiveBytes)
            throw new InvalidInputException(length <= 0 ? "This file is empty: it holds no model."
                : $"This archive is larger than {RunDisk.Size(options.MaxArchiveBytes)}, the limit of this server (Studio:Models:MaxArchiveBytes).");
        if (fingerprint?.Length > 300)
            throw new InvalidInputException("A fingerprint has at most 300 characters.");
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            var project = await db.RequireAsync(actor, projectId, BaseModelAccess.ToChange, cancel);
            var begun = fingerprint is null ? null : await db.BaseModelsOf(project.TeamId).AsNoTracking().FirstOrDefaultAsync(
                m => m.State == BaseModelState.Receiving && m.AddedById == actor.UserId && m.Fingerprint == fingerprint && m.BytesTotal == length, cancel);
            if (begun is not null)
                return Info(begun);
        }

        files.CheckSpace(length);
        var name = new string([.. BaseModelFolders.ArchiveName(fileName).Where(c => !char.IsControl(c))]).Trim();
        var now = time.GetUtcNow().UtcDateTime;
        var id = await add.AddAsync(actor, projectId, name.Length == 0 ? "model" : name.Length > Names.Longest ? name[..Names.Longest] : name, (project, called) => new TeamBaseModel
        {
            TeamId = project.TeamId, ProjectId = projectId, Name = called, Source = BaseModelSource.Archive, Origin = fileName.Length > 255 ? fileName[..255] : fileName,
            BytesTotal = length, Fingerprint = fingerprint, State = BaseModelState.Receiving, HeartbeatAt = now, AddedById = actor.UserId, AddedAt = now,
        }, cancel);
        return new BaseModelUpload(id, length, 0);
    }

    public async Task<BaseModelUpload> OneAsync(Actor actor, Guid id, CancellationToken cancel = default) => Info(await FindAsync(actor, id, cancel));

    /// <summary>Takes the next part. After the last one the archive waits for being unpacked.</summary>
    /// <exception cref="ConflictException">The part does not begin where the last one ended, or somebody else is sending.</exception>
    public async Task<BaseModelUpload> AppendAsync(Actor actor, Guid id, long offset, Stream content, CancellationToken cancel = default)
    {
        var model = await FindAsync(actor, id, cancel);
        if (model.State != BaseModelState.Receiving)
            throw new ConflictException("This file is here already.");
        if (offset != model.BytesDone)
            throw new ConflictException($"The server has {model.BytesDone:N0} bytes of this file; go on from there.");
        var received = await files.AppendAsync(id, offset, model.BytesTotal, content, cancel);
        var now = await gate.WriteAsync(async (db, token) =>
        {
            var stored = await db.BaseModels.SingleOrDefaultAsync(m => m.Id == id, token) ?? throw new NotFoundException("upload");
            if (stored.State != BaseModelState.Receiving || stored.BytesDone != offset)
                throw new ConflictException("This upload was cancelled, or went on elsewhere.");
            (stored.BytesDone, stored.HeartbeatAt) = (received, time.GetUtcNow().UtcDateTime);
            if (received == stored.BytesTotal)
                (stored.State, stored.HeartbeatAt) = (BaseModelState.Waiting, null);
            return stored;
        }, CancellationToken.None);
        if (now.State == BaseModelState.Waiting)
            feeds.Changed(now.TeamId, id);
        else
            feeds.Progressed(now.TeamId, new(id, "Receiving", received, now.BytesTotal, new Dictionary<string, long>()));
        queue.Wake();
        return Info(now);
    }

    /// <summary>Gives up an archive that is being sent; nothing of it stays.</summary>
    public async Task EndAsync(Actor actor, Guid id, CancellationToken cancel = default)
    {
        var model = await FindAsync(actor, id, cancel);
        if (model.State != BaseModelState.Receiving)
            throw new ConflictException("This file is here already. Remove the base model instead.");
        await removal.RunAsync(actor, model.ProjectId, id, cancel);
    }

    private async Task<TeamBaseModel> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        var model = await db.BaseModels.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.Source == BaseModelSource.Archive && projects.Contains(m.ProjectId), cancel)
            ?? throw new NotFoundException("upload");
        await db.RequireAsync(actor, model.ProjectId, BaseModelAccess.ToChange, cancel);
        return model;
    }

    private static BaseModelUpload Info(TeamBaseModel model) =>
        new(model.Id, model.BytesTotal, model.State == BaseModelState.Receiving ? model.BytesDone : model.BytesTotal);
}
