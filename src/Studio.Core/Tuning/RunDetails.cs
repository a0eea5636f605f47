using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning.Children;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Searches;

namespace Studio.Core.Tuning;

/// <summary>What does not change about a run while it goes on.</summary>
public sealed record RunView(
    Guid Id, Guid ProjectId, int Number, string Name, Recipe Recipe, Guid SnapshotId, string SnapshotHash, int SnapshotNumber,
    Guid DatasetId, string Dataset, string CreatedBy, DateTime CreatedAt, RunStatus Status, bool MayTune, int? TrialsOf = null);

/// <summary>One run of a project.</summary>
public sealed class RunDetails(IDbContextFactory<StudioDb> contexts)
{
    public Task<RunView> RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default) =>
        ReadAsync(actor, projectId, r => r.Id == runId, cancel);

    /// <summary>By the number that stands in addresses.</summary>
    public Task<RunView> ByNumberAsync(Actor actor, Guid projectId, int number, CancellationToken cancel = default) =>
        ReadAsync(actor, projectId, r => r.Number == number, cancel);

    /// <summary>The recipe of one trial of a search, to be launched by itself, with the snapshot that it learned from.</summary>
    /// <exception cref="NotFoundException">The run has no such trial.</exception>
    public async Task<(Recipe Recipe, Guid SnapshotId)> TrialAsync(Actor actor, Guid projectId, int number, int trial, CancellationToken cancel = default)
    {
        var run = await ByNumberAsync(actor, projectId, number, cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var values = await db.RunChildren.AsNoTracking().Where(c => c.RunId == run.Id && c.Number == trial && c.Kind == ChildKind.Trial)
            .Select(c => c.Values).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("trial");
        return (TrialValues.Apply(run.Recipe, ChildRows.Values(values)), run.SnapshotId);
    }

    private async Task<RunView> ReadAsync(
        Actor actor, Guid projectId, System.Linq.Expressions.Expression<Func<Run, bool>> which, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var found = await db.Runs.AsNoTracking().Where(r => r.ProjectId == projectId).Where(which)
            .Select(r => new
            {
                Run = r,
                r.Snapshot.Number,
                r.Snapshot.DatasetId,
                Dataset = r.Snapshot.Dataset.Name,
                TrialsOf = db.Runs.Where(s => s.Id == r.TrialsOfId).Select(s => (int?)s.Number).FirstOrDefault(),
                By = db.Users.Where(u => u.Id == r.CreatedById).Select(u => u.DisplayName).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("run");
        var run = found.Run;
        return new RunView(
            run.Id, projectId, run.Number, run.Name, RecipeJson.Parse(run.Recipe), run.SnapshotId, run.SnapshotHash, found.Number,
            found.DatasetId, found.Dataset, found.By ?? "", run.CreatedAt, RunStatus.Of(run), access.Role.Allows(Permission.Tune), found.TrialsOf);
    }
}
