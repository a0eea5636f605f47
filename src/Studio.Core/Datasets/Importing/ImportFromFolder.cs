using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Takes a file from the server's import folder, as if it had been uploaded: what is imported is the copy that was previewed.</summary>
public sealed class ImportFromFolder(IDbContextFactory<StudioDb> contexts, ImportFolder folder, ReceiveUpload receive, DatasetFeeds feeds)
{
    private const long TellEvery = 16 << 20;

    public bool IsConfigured => folder.IsConfigured;

    public async Task<IReadOnlyList<FolderEntry>> ListAsync(Actor actor, Guid datasetId, string path, CancellationToken cancel = default)
    {
        await RequireAsync(actor, datasetId, cancel);
        return folder.List(path);
    }

    /// <returns>The import, which waits for its plan.</returns>
    public async Task<Guid> RunAsync(Actor actor, Guid datasetId, string path, CancellationToken cancel = default)
    {
        await RequireAsync(actor, datasetId, cancel);
        await using var file = folder.Open(path);
        var (work, name, length, told) = (Guid.CreateVersion7(), path[(path.LastIndexOf('/') + 1)..], Math.Max(1, file.Length), 0L);
        try
        {
            return await receive.RunAsync(actor, datasetId, name, file, Tell, cancel);
        }
        finally
        {
            feeds.Publish(datasetId, new DatasetEvent.Ended(work));
        }

        void Tell(long copied)
        {
            if (copied - told < TellEvery)
                return;
            told = copied;
            feeds.Publish(datasetId, new DatasetEvent.Progress(
                new DatasetWork(work, $"Copying {name}", Math.Min(1, (double)copied / length), $"{Sizes.Of(copied)} of {Sizes.Of(length)}")));
        }
    }

    private async Task RequireAsync(Actor actor, Guid datasetId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
    }
}
