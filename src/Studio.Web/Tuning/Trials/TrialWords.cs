using System.Globalization;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Web.Tuning.Trials;

/// <summary>Folds and trials in words and figures, the same everywhere.</summary>
public static class TrialWords
{
    /// <summary>Metrics of which a smaller value is better.</summary>
    public static bool IsSmallerBetter(string metric) => metric is "loss" or "mse" or "mae";

    public static string Name(string metric) => metric.Replace("f1_macro", "macro F1", StringComparison.Ordinal).Replace("f1_micro", "micro F1", StringComparison.Ordinal).Replace('_', ' ');

    public static string Figure(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    public static string Figure(IReadOnlyDictionary<string, double> metrics, string name) => Figure(metrics.TryGetValue(name, out var value) ? value : null);

    public static string State(ChildRun child) => child.State switch
    {
        ChildState.Running => child.TotalSteps == 0 ? "preparing" : $"step {child.Step:N0} of {child.TotalSteps:N0}",
        ChildState.Finished => "finished",
        ChildState.Pruned => "ended early",
        _ => "failed",
    };

    public static string Badge(ChildState state) => state switch
    {
        ChildState.Running => "badge badge-live",
        ChildState.Finished => "badge badge-good",
        ChildState.Failed => "badge badge-bad",
        _ => "badge",
    };

    /// <summary>The metrics to show of a run's folds or trials: that by which it is judged first.</summary>
    public static IReadOnlyList<string> Metrics(Recipe recipe, IEnumerable<ChildRun> children)
    {
        var known = children.SelectMany(c => c.Metrics.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        var first = recipe.Evaluation.MetricForBestModel;
        return [.. known.Where(m => m == first), .. known.Where(m => m != first && m != "loss"), .. known.Where(m => m == "loss" && m != first)];
    }

    /// <summary>The finished trial that did best so far.</summary>
    public static ChildRun? Best(Recipe recipe, IEnumerable<ChildRun> trials)
    {
        var metric = recipe.Evaluation.MetricForBestModel;
        var sign = IsSmallerBetter(metric) ? 1 : -1;
        return trials.Where(t => t.State == ChildState.Finished && t.Metrics.ContainsKey(metric))
            .OrderBy(t => sign * t.Metrics[metric]).ThenBy(t => t.Metrics.GetValueOrDefault("loss")).ThenBy(t => t.Number).FirstOrDefault();
    }

    /// <summary>A value as a person writes it: text without its quotation marks, numbers no longer than they need to be.</summary>
    public static string Value(string json) =>
        double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != Math.Round(number)
            ? Math.Abs(number) < 1e-3 ? number.ToString("0.##e-0", CultureInfo.InvariantCulture) : number.ToString("G3", CultureInfo.InvariantCulture)
            : json.Trim('"');
}
