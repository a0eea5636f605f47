using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Searches;

namespace Studio.Core.Tuning.Children;

/// <summary>The recipe of one trial of a search, to be launched by itself.</summary>
public sealed class TrialRecipe(RunDetails runs, RunFindings findings)
{
    /// <exception cref="NotFoundException">The run has no such trial.</exception>
    public async Task<(Recipe Recipe, Guid SnapshotId)> RunAsync(Actor actor, Guid projectId, int runNumber, int trial, CancellationToken cancel = default)
    {
        var run = await runs.ByNumberAsync(actor, projectId, runNumber, cancel);
        var found = await findings.RunAsync(actor, projectId, run.Id, cancel);
        var values = found.Search?.Trials.FirstOrDefault(t => t.Number == trial)?.Values ?? throw new NotFoundException("trial");
        return (TrialValues.Apply(run.Recipe, values), run.SnapshotId);
    }
}
