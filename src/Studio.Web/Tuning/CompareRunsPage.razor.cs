using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>Runs over each other on one chart, and their recipes field by field where they differ.</summary>
public sealed partial class CompareRunsPage : ProjectPage
{
    private IReadOnlyList<ComparedRun>? _runs;
    private IReadOnlyList<RecipeDifference> _differences = [];

    /// <summary>Numbers of runs, with commas between.</summary>
    [SupplyParameterFromQuery]
    public string? Runs { get; set; }

    [Inject]
    public required CompareRuns Compare { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var numbers = (Runs ?? "").Split(',').Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(n => n > 0);
        _runs = await Compare.RunAsync(Actor, ProjectId, [.. numbers]);
        _differences = RecipeDiff.Of([.. _runs.Select(r => r.Recipe)]);
    }

    private object Lines() => new { below = "validation accuracy", runs = _runs!.Select(Line) };

    private static object Line(ComparedRun run) => new
    {
        name = $"{run.Number} · {run.Name}",
        series = run.Number % 7,
        points = run.Points.Select(p => new double?[] { p.Step, p.Loss }),
        evaluations = run.Evaluations.Where(e => e.Metrics.ContainsKey("accuracy")).Select(e => new[] { e.Step, e.Metrics["accuracy"] }),
    };
}
