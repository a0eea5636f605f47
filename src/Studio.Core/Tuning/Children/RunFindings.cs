using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;

namespace Studio.Core.Tuning.Children;

/// <summary>What a run's folds or trials say together, as far as they have come.</summary>
public sealed record Findings(FoldsFile? Folds, SearchFile? Search);

/// <summary>Reads the summaries that the engine keeps in a run's folder.</summary>
public sealed class RunFindings(IDbContextFactory<StudioDb> contexts, StorageRoot storage)
{
    public async Task<Findings> RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        string folder = await FolderAsync(actor, projectId, runId, cancel);
        return await Task.Run(() => new Findings(FoldsFile.Read(folder), SearchFile.Read(folder)), cancel);
    }

    /// <summary>The answers to every row by the model that had not seen it, as JSON Lines.</summary>
    /// <exception cref="NotFoundException">The run has none, or not yet.</exception>
    public async Task<Stream> OutOfFoldAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        string path = Path.Combine(await FolderAsync(actor, projectId, runId, cancel), FoldsFile.PredictionsName);
        return File.Exists(path) ? File.OpenRead(path) : throw new NotFoundException("file of out-of-fold answers");
    }

    private async Task<string> FolderAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.Runs.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel) ? storage.Run(runId) : throw new NotFoundException("run");
    }
}
