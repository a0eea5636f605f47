using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Web.Tuning.Trials;

/// <summary>Parallel coordinates of the trials, drawn in the browser and told only when a trial ends.</summary>
public sealed partial class TrialChart : IAsyncDisposable
{
    private ElementReference _element;
    private IJSObjectReference? _chart;
    private int _shown, _drawn;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [Parameter, EditorRequired]
    public required SearchSettings Search { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChildRun> Trials { get; set; }

    [Parameter]
    public int? Best { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    protected override void OnParametersSet() => _shown = Ended.Count();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shown <= 1 || _drawn == _shown)
            return;
        try
        {
            var first = _drawn == 0;
            _drawn = _shown;
            if (first)
            {
                var module = await Script.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/trials-chart.js"]);
                _chart = await module.InvokeAsync<IJSObjectReference>(
                    "create", _element, "/" + Assets["_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js"], Data());
            }
            else if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("update", Data());
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed while the chart was being drawn.
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

    private IEnumerable<ChildRun> Ended => Trials.Where(t => t.State is ChildState.Finished or ChildState.Pruned);

    private async Task SaveAsync()
    {
        if (_chart is not null)
            await _chart.InvokeVoidAsync("save", $"run-{View.Number}-trials.svg");
    }

    private object Data()
    {
        var metric = View.Recipe.Evaluation.MetricForBestModel;
        var fields = Search.Space.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        return new
        {
            best = Best,
            smaller = TrialWords.IsSmallerBetter(metric),
            axes = fields.Select(f => (object)new { name = f.Key, type = Axis(f.Value), values = f.Value.Type == "choice" ? f.Value.Values!.Select(v => TrialWords.Value(v.GetRawText())) : null, metric = false })
                .Append(new { name = TrialWords.Name(metric), type = "value", values = (IEnumerable<string>?)null, metric = true }),
            trials = Ended.Select(t => new
            {
                number = t.Number,
                state = t.State.ToString(),
                values = fields.Select(f => Value(f.Value, t.Values[f.Key])).Append(t.Metrics.TryGetValue(metric, out var value) ? value : (object?)null),
            }),
        };
    }

    private static string Axis(SearchRange range) => range.Type switch { "choice" => "category", "log-uniform" => "log", _ => "value" };

    private static object? Value(SearchRange range, string json) =>
        range.Type == "choice" ? TrialWords.Value(json) : double.Parse(json, CultureInfo.InvariantCulture);
}
