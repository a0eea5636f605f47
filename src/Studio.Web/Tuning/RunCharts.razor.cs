using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Evaluation;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Web.Controls;

namespace Studio.Web.Tuning;

/// <summary>The curves. New points go straight to the browser; the component renders only when an evaluation adds a row to its table.</summary>
public sealed partial class RunCharts : RunPart
{
    private Chart? _chart;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    private (string Name, string Title)[] Columns => View.Recipe.Task switch
    {
        "causal-lm" => [("perplexity", "Perplexity"), ("token_accuracy", "Tokens right")],
        "preference" or "reward" => [("accuracy", "Pairs told apart"), ("margin", "Reward margin")],
        _ => [("accuracy", "Accuracy"), ("f1_macro", "Macro F1")],
    };

    private string Share => View.Recipe.Task == "causal-lm" ? "token_accuracy" : "accuracy";

    private string Summary => Run.Points.Count == 0
        ? "No step yet."
        : string.Create(CultureInfo.InvariantCulture, $"Training loss went from {Run.Points[0].Loss:0.###} to {Run.Points[^1].Loss:0.###} in {Run.Status.Step} steps. ")
            + (Run.Evaluations.Count > 0 ? $"Newest validation: {RunWords.Best(Run.Evaluations[^1].Metrics)}." : "Not evaluated yet.");

    // Until the model itself is trained there is nothing to draw but its folds or trials.
    private bool ShowsChildren => Run.Points.Count == 0 && Run.Children.Values.Any(c => c.Losses.Count > 0);

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) =>
        batch.Changes.Any(c => c is PointAdded or EvaluationAdded or Rewound || (c is ChildChanged && Run.Points.Count == 0));

    protected override async Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        if (batch.IsSnapshot || _chart is null || batch.Changes.Any(c => c is EvaluationAdded or Rewound or ChildChanged))
            StateHasChanged();
        if (ShowsChildren)
            _chart = null;
        if (_chart is null)
            return;
        if (batch.IsSnapshot || batch.Changes.Any(c => c is Rewound))
            await _chart.DrawAsync();
        else
            await _chart.AppendAsync(Points(
                batch.Changes.OfType<PointAdded>().Select(c => c.Point), batch.Changes.OfType<EvaluationAdded>().Select(c => c.Evaluation)));
    }

    private object All() => Points(Run.Points, Run.Evaluations);

    private object Points(IEnumerable<PointView> points, IEnumerable<EvaluationView> evaluations) => new
    {
        total = Run.Status.TotalSteps,
        series = View.Number % 7,
        metric = Share,
        share = LanguageTasks.Is(View.Recipe.Task) ? LanguageFigures.Word(Share) : Share,
        points = points.Select(p => new double?[] { p.Step, p.Loss, p.LearningRate, p.GradNorm }),
        evaluations = evaluations.Select(e => new double?[] { e.Step, Metric(e, "loss"), Metric(e, Share) }),
    };

    private static double? Metric(EvaluationView evaluation, string name) => evaluation.Metrics.TryGetValue(name, out var value) ? value : null;

    private static string Figure(EvaluationView evaluation, string name) =>
        Metric(evaluation, name) is { } value ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";
}
