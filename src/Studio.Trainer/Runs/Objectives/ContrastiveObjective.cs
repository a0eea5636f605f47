using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>
/// Brings the vectors of two texts that belong together nearer to each other than to those of the other rows of the pass (multiple negatives
/// ranking: Henderson and others, 2017; in both directions, as Radford and others, 2021). A vector is the mean over the text's tokens, as
/// <see cref="TextEmbedder"/> gives it.
/// </summary>
internal sealed class ContrastiveObjective(PreparedRun run, Device device) : IObjective
{
    // One over the temperature; the value of sentence-transformers.
    private const double Scale = 20;
    private const int EvaluatedTogether = 64;

    private TransformerModel Model => run.Base.Model;

    public double Weight(IEnumerable<int> rows) => rows.Count();

    public Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock)
    {
        var (first, second) = (run.Train.Batch(rows, Model.PadId, device), run.Train.Partners!.Batch(rows, Model.PadId, device));
        clock?.End(Speed.Phase.Collate);
        var loss = Loss(Likeness(first, second, pass)).mul(share);
        clock?.End(Speed.Phase.Forward);
        pass.Backward(loss);
        clock?.End(Speed.Phase.Backward);
        return loss.detach();
    }

    /// <summary>The loss, and of how many texts the partner is the nearest among those of a pass of 64.</summary>
    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel)
    {
        using var noGrad = no_grad();
        var (loss, right) = (0.0, 0L);
        int count = run.Validation.Count;
        foreach (int[] rows in Enumerable.Range(0, count).Chunk(EvaluatedTogether))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var likeness = Likeness(
                run.Validation.Batch(rows, Model.PadId, device), run.Validation.Partners!.Batch(rows, Model.PadId, device), new ForwardPass { ComputeType = run.ComputeType });
            loss += Loss(likeness).item<float>();
            right += likeness.argmax(1).eq(arange(rows.Length, device: device)).sum().item<long>();
        }
        return (new() { ["loss"] = loss / Math.Max(1, count), ["accuracy"] = right / (double)Math.Max(1, count) }, []);
    }

    public void Dispose()
    {
    }

    /// <summary>Cosines of each first text with each second one, <c>[rows, rows]</c>, times the scale.</summary>
    private Tensor Likeness(TokenBatch first, TokenBatch second, ForwardPass pass) => Vectors(first, pass).mm(Vectors(second, pass).t()).mul(Scale);

    private Tensor Vectors(TokenBatch batch, ForwardPass pass) =>
        functional.normalize(MeanPooling.Of(Model.Vectors(batch, pass).to_type(ScalarType.Float32), batch), dim: 1);

    private Tensor Loss(Tensor likeness)
    {
        var own = arange(likeness.shape[0], device: device);
        return functional.cross_entropy(likeness, own, reduction: Reduction.Sum).add(functional.cross_entropy(likeness.t(), own, reduction: Reduction.Sum)).mul(0.5);
    }
}
