using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>How far the project's tuning is.</summary>
public sealed class TuningHome(ListRuns runs) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var newest = await runs.RunAsync(place.Actor, place.Project!.Id, new RunFilter(Take: 20), cancel);
        var active = newest.Rows.FirstOrDefault(r => r.State is RunState.Running or RunState.Evaluating);
        var succeeded = newest.Rows.Any(r => r.State == RunState.Succeeded);
        var failed = newest.Rows.FirstOrDefault(r => r.State == RunState.Failed);
        var stage = (active, newest.Total) switch
        {
            ({ } run, _) => new StageReport(Stage.Tune, StageState.Underway, $"Run {run.Number} is training",
                run.TotalSteps > 0 ? $"Step {run.Step:N0} of {run.TotalSteps:N0}." : "It is being prepared.", "Watch it", place.To($"tuning/{run.Number}")),
            (_, 0) => new StageReport(Stage.Tune, StageState.NotStarted, "No run yet",
                "Tune a model on a frozen snapshot.", "Launch a run", place.To("tuning/new")),
            _ => new StageReport(Stage.Tune, succeeded ? StageState.Done : StageState.Underway, newest.Total == 1 ? "1 run" : $"{newest.Total:N0} runs",
                $"The newest is “{newest.Rows[0].Name}”.", "See the runs", place.To("tuning")),
        };
        return new HomeReport([stage], failed is null || newest.Rows[0] != failed
            ? []
            : [new Waiting($"Run {failed.Number} failed: {failed.Error}", "See what to do", place.To($"tuning/{failed.Number}"))]);
    }
}
