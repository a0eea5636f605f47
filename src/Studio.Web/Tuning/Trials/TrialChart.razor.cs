using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Web.Tuning.Trials;

/// <summary>Parallel coordinates of the trials, drawn in the browser and told only when a trial ends.</summary>
public sealed partial class TrialChart
{
    private int _shown;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [Parameter, EditorRequired]
    public required SearchSettings Search { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChildRun> Trials { get; set; }

    [Parameter]
    public int? Best { get; set; }

    protected override void OnParametersSet() => _shown = Ended.Count();

    private IEnumerable<ChildRun> Ended => Trials.Where(t => t.State is ChildState.Finished or ChildState.Pruned);

    private object Lines()
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
