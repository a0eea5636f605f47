using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Scores the validation rows.</summary>
internal sealed class Evaluator(PreparedRun run, Device device)
{
    private const int BatchSize = 64;
    private IReadOnlyList<int[]>? _batches;

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Run(CancellationToken cancel)
    {
        var (model, rows) = (run.Base.Model, run.Validation);
        var answers = new TaskAnswers(rows, run.Labels);
        double loss = 0;
        using var noGrad = no_grad();
        foreach (int[] batch in _batches ??= BatchPlan.ByLength(rows.Lengths, BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (tokens, labels) = rows.Collate(batch, model.PadId, Randomness.For(run.Recipe.Seed, "validation"), device);
            var logits = model.Forward(tokens, new ForwardPass { ComputeType = run.ComputeType });
            loss += TaskLoss.Sum(model.Task.Kind, logits, labels).item<float>();
            answers.Add(batch, logits, labels);
        }
        var metrics = answers.Metrics();
        metrics["loss"] = loss / Math.Max(1, rows.Targets.Weight(Enumerable.Range(0, rows.Count)));
        if (model.Task.Kind == TaskKind.MaskedLm)
            return (metrics, []);
        return (metrics, [.. run.Samples.Zip(run.SampleNumbers, (row, number) =>
        {
            var (label, prediction, score) = answers.Describe(number, row);
            return new SamplePrediction(row.Id, row.Tokens is { } words ? string.Join(' ', words) : row.Text, label, prediction, score);
        })]);
    }
}
