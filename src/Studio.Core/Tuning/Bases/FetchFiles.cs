using Studio.Core.Prompts.Connections;
using Studio.Core.Storage;
using Studio.Core.Tuning.Bases.Archives;
using Studio.Core.Tuning.Bases.Hub;

namespace Studio.Core.Tuning.Bases;

/// <summary>Brings an added model's files here, from the hub or out of its archive.</summary>
internal sealed class FetchFiles(
    HubClient hub, BaseModelRecorder recorder, BaseModelFolders folders, BaseModelFeeds feeds, ISecretProtector secrets, StorageRoot storage, BasesOptions options,
    RunDisk disk, TimeProvider time)
{
    public async Task RunAsync(TeamBaseModel model, CancellationToken cancel)
    {
        if (model.Source is BaseModelSource.Folder or BaseModelSource.Shipped || Directory.Exists(folders.Finished(model)))
            return;
        if (model.Source == BaseModelSource.Archive)
            await UnpackAsync(model, cancel);
        else
            await FetchAsync(model, cancel);
        folders.Finish(model);
        File.Delete(storage.Upload(model.Id));
    }

    private async Task UnpackAsync(TeamBaseModel model, CancellationToken cancel)
    {
        var (archive, staged) = (storage.Upload(model.Id), folders.Staged(model.Id));
        if (Directory.Exists(staged))
            Directory.Delete(staged, recursive: true);
        Directory.CreateDirectory(staged);
        var meter = new ProgressMeter(model, "Unpacking", feeds, time);
        try
        {
            await Task.Run(() => new UnpackArchive(options, path => disk.Free(Path.GetDirectoryName(path)!)).Run(archive, staged, read => meter.Report("archive", read), cancel), cancel);
        }
        catch
        {
            Directory.Delete(staged, recursive: true);
            throw;
        }
    }

    private async Task FetchAsync(TeamBaseModel model, CancellationToken cancel)
    {
        var id = HubId.Parse(model.Origin, options.HubAddress);
        var question = new HubQuestion(id, model.Commit ?? model.Revision!, Token(model));
        if (model.Commit is null)
        {
            var listing = await ListAsync(model, question, cancel);
            await recorder.WriteAsync(model, (_, stored) =>
            {
                (stored.Commit, stored.BytesTotal) = (listing.Commit, listing.Files.Sum(file => file.Size));
                stored.Files.Clear();
                stored.Files.AddRange(listing.Files.Select(file => new BaseModelFile { BaseModelId = model.Id, Name = file.Name, Size = file.Size, Sha256 = file.Sha256, GitId = file.GitId }));
                (model.Commit, model.BytesTotal) = (stored.Commit, stored.BytesTotal);
                model.Files.Clear();
                model.Files.AddRange(stored.Files);
                return Task.CompletedTask;
            });
        }

        Directory.CreateDirectory(folders.Staged(model.Id));
        RequireRoom(model);
        var meter = new ProgressMeter(model, "Fetching", feeds, time);
        var fetch = new FileFetch(hub, options, time);
        foreach (var file in model.Files.OrderBy(file => ModelFileNames.IsWeights(file.Name)).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            var path = PathOf(model, file);
            meter.Report(file.Name, file.IsHere ? file.Size : Length(path));
            if (file.IsHere && Length(path) == file.Size)
                continue;
            using var pulse = new CancellationTokenSource();
            var beating = BeatAsync(model, meter, pulse.Token);
            try
            {
                await fetch.RunAsync(question with { Revision = model.Commit! }, file, path, changed => StoreAsync(model, changed), (bytes, note) => meter.Report(file.Name, bytes, note), cancel);
            }
            finally
            {
                await pulse.CancelAsync();
                await beating;
            }

            file.IsHere = true;
            await StoreAsync(model, file);
        }

        await recorder.WriteAsync(model, (_, stored) =>
        {
            (stored.BytesDone, stored.ProtectedToken) = (stored.BytesTotal, null);
            return Task.CompletedTask;
        });
    }

    private async Task<HubListing> ListAsync(TeamBaseModel model, HubQuestion question, CancellationToken cancel)
    {
        HubListing? listing = null;
        void Tell(string? note) => feeds.Progressed(model.TeamId, new(model.Id, "Asking the hub for the list of files", 0, 0, new Dictionary<string, long>(), Note: note));
        Tell(null);
        await new HubRetry(options, time).RunAsync(async () => listing = await hub.ListAsync(question, cancel), () => false, Tell, cancel);
        return listing!;
    }

    // A heartbeat that is refused means that somebody stopped the model elsewhere; the next write of a file says so.
    private async Task BeatAsync(TeamBaseModel model, ProgressMeter meter, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                await recorder.BeatAsync(model, meter.Done);
        }
        catch (Exception error) when (error is OperationCanceledException or BaseModelTakenException)
        {
        }
    }

    private Task StoreAsync(TeamBaseModel model, BaseModelFile changed) => recorder.WriteAsync(model, (_, stored) =>
    {
        var file = stored.Files.Single(file => file.Name == changed.Name);
        (file.ETag, file.IsHere) = (changed.ETag, changed.IsHere);
        return Task.CompletedTask;
    }, tell: changed.IsHere);

    private void RequireRoom(TeamBaseModel model)
    {
        var needed = model.Files.Sum(file => file.Size - Math.Min(file.Size, Length(PathOf(model, file))));
        var free = disk.Free(folders.Root);
        if (needed > free)
            throw new UnavailableException($"{model.Origin} needs {RunDisk.Size(needed)} more, and the disk of the storage folder has {RunDisk.Size(free)} left. Free some space, then go on.");
    }

    private string PathOf(TeamBaseModel model, BaseModelFile file) =>
        ModelFileNames.IsTaken(file.Name) ? Path.Combine(folders.Staged(model.Id), file.Name) : throw new InvalidInputException("This file does not belong to a model.");

    private string? Token(TeamBaseModel model) => model switch
    {
        { ProtectedToken: null } => null,
        { Hub: var stored } when stored != options.HubAddress =>
            throw new InvalidInputException($"The token was given for {stored}, and this server asks {options.HubAddress} by now. Remove the model and add it again with a token for that hub."),
        { ProtectedToken: { } token } => secrets.Unprotect(token),
    };

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
