using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Scores the validation rows; only the answers are kept, never all logits.</summary>
internal sealed class Evaluator(EncoderModel model, EncodedRows rows, IReadOnlyList<string> labels, IReadOnlyList<TrainingRow> sampleRows, int[] sampleNumbers, Device device)
{
    private const int BatchSize = 64;
    private readonly IReadOnlyList<int[]> _batches = BatchPlan.ByLength(rows.Lengths, BatchSize);

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Run(CancellationToken cancel)
    {
        var predictions = new long[rows.Count];
        var scores = new double[rows.Count];
        double loss = 0;
        using var noGrad = no_grad();
        foreach (int[] batch in _batches)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var logits = model.Forward(Collate.Batch(rows, batch, model.PadId, device), new ForwardPass());
            loss += TaskLoss.Sum(model.Task.Kind, logits, Collate.Labels(rows, batch, device)).item<float>();
            var (best, index) = logits.softmax(-1).max(-1);
            float[] values = [.. best.cpu().data<float>()];
            long[] indices = [.. index.cpu().data<long>()];
            for (int i = 0; i < batch.Length; i++)
                (predictions[batch[i]], scores[batch[i]]) = (indices[i], values[i]);
        }
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["loss"] = loss / rows.Count,
            ["accuracy"] = predictions.Zip(rows.Labels).Count(p => p.First == p.Second) / (double)rows.Count,
            ["f1_macro"] = EvaluationMetrics.MacroF1(rows.Labels, predictions, labels.Count),
        };
        return (metrics, [.. sampleRows.Zip(sampleNumbers, (row, n) => new SamplePrediction(row.Id, row.Text, row.Label, labels[(int)predictions[n]], scores[n]))]);
    }
}
