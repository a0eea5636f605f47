using Studio.Trainer.Models;
using Studio.Trainer.Runs.Language;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>A model that gives the preferred answer the higher number (Bradley and Terry, 1952; Ouyang and others, 2022).</summary>
internal sealed class RewardObjective(PreparedRun run, Device device) : IPairObjective
{
    public IReadOnlyList<double> Margins { get; private set; } = [];

    private TransformerModel Model => run.Base.Model;

    public double Weight(IEnumerable<int> rows) => rows.Count();

    public Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock)
    {
        var batch = Batch(run.Train.Language!, rows);
        clock?.End(Speed.Phase.Collate);
        var loss = functional.logsigmoid(Ahead(batch, rows.Length, pass)).neg().sum().mul(share);
        clock?.End(Speed.Phase.Forward);
        pass.Backward(loss);
        clock?.End(Speed.Phase.Backward);
        return loss.detach();
    }

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel)
    {
        using var noGrad = no_grad();
        var (loss, right, margin) = (0.0, 0L, 0.0);
        int count = run.Validation.Count;
        var all = new double[count];
        foreach (int[] numbers in BatchPlan.ByLength(run.Validation.Lengths, 8))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var margins = Ahead(Batch(run.Validation.Language!, numbers), numbers.Length, new ForwardPass { ComputeType = run.ComputeType });
            loss -= functional.logsigmoid(margins).sum().item<float>();
            right += margins.gt(zeros_like(margins)).sum().item<long>();
            margin += margins.sum().item<float>();
            float[] ahead = [.. margins.to_type(ScalarType.Float32).cpu().data<float>()];
            for (int i = 0; i < numbers.Length; i++)
                all[numbers[i]] = ahead[i];
        }
        Margins = all;
        return (new() { ["loss"] = loss / count, ["accuracy"] = right / (double)count, ["margin"] = margin / count }, []);
    }

    public void Dispose()
    {
    }

    private TokenBatch Batch(LanguageRows all, int[] rows) =>
        TokenBatch.From([.. rows.Select(row => (ReadOnlyMemory<int>)all.Rows[row].Ids), .. rows.Select(row => (ReadOnlyMemory<int>)all.Rejected![row].Ids)], null, Model.PadId, device);

    private Tensor Ahead(TokenBatch batch, int pairs, ForwardPass pass)
    {
        var scores = Model.Forward(batch, pass).squeeze(-1);
        return scores.narrow(0, 0, pairs) - scores.narrow(0, pairs, pairs);
    }
}
