using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning.Children;

/// <summary>Goes on with a search that has ended: a new run of the same recipe that knows all its trials and tries some more.</summary>
public sealed class ExtendSearch(IDbContextFactory<StudioDb> contexts, LaunchRun launch)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="projectId">Where the search is.</param>
    /// <param name="runId">The search.</param>
    /// <param name="trials">How many more.</param>
    /// <param name="cancel">Gives up before anything is launched.</param>
    /// <returns>The new run.</returns>
    /// <exception cref="InvalidInputException">The run is no search, or not a number of trials.</exception>
    /// <exception cref="ConflictException">The search goes on, or no trial of it has ended.</exception>
    public async Task<Guid> RunAsync(Actor actor, Guid projectId, Guid runId, int trials, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.Tune, cancel);
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == runId && r.ProjectId == projectId).Select(r => new { r.Name, r.Recipe, r.State, r.SnapshotId }).SingleOrDefaultAsync(cancel)
            ?? throw new NotFoundException("run");
        var recipe = RecipeJson.Parse(run.Recipe);
        if (recipe.Search is not { } search)
            throw new InvalidInputException("Only a search has trials. Launch a run like this one with a search in its recipe.");
        if (trials is < 1 or > 1_000)
            throw new InvalidInputException("Say how many more trials: at least 1 and at most 1,000.");
        if (!run.State.IsFinal())
            throw new ConflictException("This search has not ended yet. Trials can be added once it has.");
        var ended = await db.RunChildren.CountAsync(c => c.RunId == runId && c.State != Trainer.Runs.Children.ChildState.Running, cancel);
        if (ended == 0)
            throw new ConflictException("No trial of this search has ended, so there is nothing to go on with. Launch a run like it.");
        return await launch.RunAsync(actor, projectId, new(run.SnapshotId, recipe with { Search = search with { Trials = ended + trials } }, run.Name, runId), cancel);
    }
}
