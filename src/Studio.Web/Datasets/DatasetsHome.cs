using Studio.Core.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>The Collect stage on the project's home page.</summary>
public sealed class DatasetsHome(ListDatasets datasets) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var found = await datasets.RunAsync(place.Actor, place.Project!.Id, cancel);
        var examples = found.Sum(d => d.ExampleCount);
        if (examples == 0)
        {
            return HomeReport.Of(new StageReport(
                Stage.Collect, StageState.NotStarted, "No examples yet", "Bring texts in as CSV, TSV, JSON or Parquet.", "Import examples", place.To("datasets")));
        }

        var snapshots = found.Sum(d => d.SnapshotCount);
        return HomeReport.Of(new StageReport(
            Stage.Collect, snapshots > 0 ? StageState.Done : StageState.Underway, $"{examples:N0} examples",
            snapshots > 0 ? $"{snapshots:N0} {(snapshots == 1 ? "snapshot" : "snapshots")} to tune and measure on." : "Freeze a snapshot, so that runs can name exactly what they saw.",
            "Open datasets", place.To("datasets")));
    }
}
