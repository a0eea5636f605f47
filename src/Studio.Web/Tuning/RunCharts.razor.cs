using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Core.Live;
using Studio.Core.Tuning;

namespace Studio.Web.Tuning;

/// <summary>The curves. New points go straight to the browser; the component renders only when an evaluation adds a row to its table.</summary>
public sealed partial class RunCharts : RunPart, IAsyncDisposable
{
    private ElementReference _element;
    private IJSObjectReference? _chart;
    private bool _missed;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string Summary => Run.Points.Count == 0
        ? "No step yet."
        : string.Create(CultureInfo.InvariantCulture, $"Training loss went from {Run.Points[0].Loss:0.###} to {Run.Points[^1].Loss:0.###} in {Run.Status.Step} steps. ")
            + (Run.Evaluations.Count > 0 ? $"Newest validation: {RunWords.Best(Run.Evaluations[^1].Metrics)}." : "Not evaluated yet.");

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) =>
        batch.Changes.Any(c => c is PointAdded or EvaluationAdded or Rewound);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            var module = await Script.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/run-chart.js"]);
            _chart = await module.InvokeAsync<IJSObjectReference>(
                "create", _element, "/" + Assets["_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js"], View.Number % 7, Data(Run.Points, Run.Evaluations));
            if (_missed)
                await _chart.InvokeVoidAsync("reset", Data(Run.Points, Run.Evaluations));
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed while the chart was being made.
        }
    }

    protected override async Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        if (batch.IsSnapshot || batch.Changes.Any(c => c is EvaluationAdded or Rewound))
            StateHasChanged();
        if (_chart is null)
            _missed = true;
        else if (batch.IsSnapshot || batch.Changes.Any(c => c is Rewound))
            await _chart.InvokeVoidAsync("reset", Data(Run.Points, Run.Evaluations));
        else
            await _chart.InvokeVoidAsync("append", Data(
                batch.Changes.OfType<PointAdded>().Select(c => c.Point), batch.Changes.OfType<EvaluationAdded>().Select(c => c.Evaluation)));
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
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

    private async Task SaveAsync()
    {
        if (_chart is not null)
            await _chart.InvokeVoidAsync("save", $"run-{View.Number}.svg");
    }

    private object Data(IEnumerable<PointView> points, IEnumerable<EvaluationView> evaluations) => new
    {
        total = Run.Status.TotalSteps,
        points = points.Select(p => new double?[] { p.Step, p.Loss, p.LearningRate, p.GradNorm }),
        evaluations = evaluations.Select(e => new double?[] { e.Step, Metric(e, "loss"), Metric(e, "accuracy") }),
    };

    private static double? Metric(EvaluationView evaluation, string name) => evaluation.Metrics.TryGetValue(name, out var value) ? value : null;

    private static string Figure(EvaluationView evaluation, string name) =>
        Metric(evaluation, name) is { } value ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";
}
