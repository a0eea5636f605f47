using Microsoft.AspNetCore.Components;
using Studio.Core.Evaluation;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Web.Controls;

namespace Studio.Web.Tuning;

/// <summary>What only language models have curves of: perplexity or rewards, how many answers end by themselves, tokens a second.</summary>
public sealed partial class LanguageCharts : RunPart
{
    private Chart? _chart;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    private bool Prefers => View.Recipe.Task is "preference" or "reward";

    private IEnumerable<string> Names => Run.Evaluations.SelectMany(e => e.Metrics.Keys).Distinct().OrderBy(LanguageFigures.Place);

    private string Summary => Run.Evaluations.Count == 0 ? "Not evaluated yet."
        : string.Join(", ", Run.Evaluations[^1].Metrics.OrderBy(m => LanguageFigures.Place(m.Key)).Select(m => $"{LanguageFigures.Word(m.Key)} {LanguageFigures.Figure(m.Key, m.Value)}")) + $" at step {Run.Evaluations[^1].Step:N0}.";

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) => batch.Changes.Any(c => c is PointAdded or EvaluationAdded or Rewound);

    protected override async Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        if (batch.IsSnapshot || batch.Changes.Any(c => c is EvaluationAdded or Rewound))
            StateHasChanged();
        if (_chart is null)
            return;
        if (batch.IsSnapshot || batch.Changes.Any(c => c is Rewound))
            await _chart.DrawAsync();
        else
            await _chart.AppendAsync(Points(batch.Changes.OfType<PointAdded>().Select(c => c.Point), [.. batch.Changes.OfType<EvaluationAdded>().Select(c => c.Evaluation)]));
    }

    private object All() => Points(Run.Points, [.. Run.Evaluations]);

    private object Points(IEnumerable<PointView> points, IReadOnlyList<EvaluationView> evaluations) => new
    {
        total = Run.Status.TotalSteps,
        series = View.Number % 7,
        left = Prefers ? "reward" : "perplexity",
        lines = (Prefers ? new[] { "margin", "rewards_chosen", "rewards_rejected", "accuracy", "stops" } : ["perplexity", "token_accuracy", "stops"])
            .Select(name => new { name = LanguageFigures.Word(name), share = LanguageFigures.IsShare(name), points = Line(evaluations, name) }),
        speed = points.Select(p => new[] { p.Step, p.TokensPerSecond }),
    };

    private static IEnumerable<double[]> Line(IEnumerable<EvaluationView> evaluations, string name) =>
        evaluations.Where(e => e.Metrics.ContainsKey(name)).Select(e => new[] { e.Step, e.Metrics[name] });
}
