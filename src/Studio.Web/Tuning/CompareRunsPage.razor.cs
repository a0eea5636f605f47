using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>Runs over each other on one chart, and their recipes field by field where they differ.</summary>
public sealed partial class CompareRunsPage : ProjectPage, IAsyncDisposable
{
    private IReadOnlyList<ComparedRun>? _runs;
    private IReadOnlyList<RecipeDifference> _differences = [];
    private ElementReference _element;
    private IJSObjectReference? _chart;

    /// <summary>Numbers of runs, with commas between.</summary>
    [SupplyParameterFromQuery]
    public string? Runs { get; set; }

    [Inject]
    public required CompareRuns Compare { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var numbers = (Runs ?? "").Split(',').Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(n => n > 0);
        _runs = await Compare.RunAsync(Actor, ProjectId, [.. numbers]);
        _differences = RecipeDiff.Of([.. _runs.Select(r => r.Recipe)]);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_chart is not null || _runs is not { Count: >= 2 })
            return;
        try
        {
            var module = await Script.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/run-chart.js"]);
            _chart = await module.InvokeAsync<IJSObjectReference>(
                "overlay", _element, "/" + Assets["_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js"], _runs.Select(Line));
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed while the chart was being made.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // With the tab the chart is gone as well.
        }
    }

    private static object Line(ComparedRun run) => new
    {
        name = $"{run.Number} · {run.Name}",
        series = run.Number % 7,
        points = run.Points.Select(p => new double?[] { p.Step, p.Loss }),
        evaluations = run.Evaluations.Where(e => e.Metrics.ContainsKey("accuracy")).Select(e => new[] { e.Step, e.Metrics["accuracy"] }),
    };
}
