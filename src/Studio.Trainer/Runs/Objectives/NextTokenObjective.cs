using Studio.Trainer.Evaluation.Texts;
using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Runs.Language;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>Says the next token: continued pretraining and supervised fine-tuning. The mean is over learned tokens, however they are spread over passes.</summary>
internal sealed class NextTokenObjective(PreparedRun run, Device device) : IObjective
{
    private const int RowsAtOnce = 16;
    private readonly SampleAnswers _samples = new(run);

    private TransformerModel Model => run.Base.Model;

    private CausalHead Head => Model.CausalHead!;

    public double Weight(IEnumerable<int> rows) => rows.Sum(row => run.Train.Language!.Rows[row].Count);

    public Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock)
    {
        var batch = LanguageBatch.Of([.. rows.Select(row => run.Train.Language!.Rows[row])], Model.PadId, device);
        clock?.End(Speed.Phase.Collate);
        var hidden = Model.Hidden(batch.Batch, pass);
        clock?.End(Speed.Phase.Forward);
        var loss = VocabularyLoss.Backward(Head, hidden, batch.Labels, null, share, run.Recipe.LabelSmoothing, pass);
        clock?.End(Speed.Phase.Backward);
        return loss;
    }

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel)
    {
        using var noGrad = no_grad();
        var rows = run.Validation.Language!.Rows;
        var (loss, right, count) = (0.0, 0L, 0L);
        foreach (int[] numbers in BatchPlan.ByLength(run.Validation.Lengths, RowsAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = LanguageBatch.Of([.. numbers.Select(n => rows[n])], Model.PadId, device);
            var (logprobs, correct) = VocabularyLoss.Logprobs(Head, Model.Hidden(batch.Batch, new ForwardPass { ComputeType = run.ComputeType }), batch.Labels);
            loss -= logprobs.to_type(ScalarType.Float64).sum().item<double>();
            right += correct.item<long>();
            count += batch.Labels.NumberOfElements;
        }
        double mean = loss / Math.Max(1, count);
        var metrics = new Dictionary<string, double> { ["loss"] = mean, ["perplexity"] = Math.Exp(Math.Min(mean, 700)), ["token_accuracy"] = right / (double)Math.Max(1, count) };
        var samples = _samples.Write(cancel);
        if (samples.Count > 0)
            metrics["stops"] = samples.Average(s => s.Score);
        if (run.Recipe.Evaluation.PredictWithGenerate && samples.Where(s => s.Label is not null).ToList() is { Count: > 0 } answered)
        {
            var card = TextScorecard.Of([.. answered.Select(s => (s.Prediction, s.Label!))]);
            (metrics["exact_match"], metrics["rougeL"], metrics["chrf"]) = (card.ExactMatch, card.RougeL, card.Chrf);
        }
        return (metrics, [.. samples.Take(_samples.Shown)]);
    }

    public void Dispose()
    {
    }
}
