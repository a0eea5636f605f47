using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>
/// Direct preference optimization (Rafailov and others, 2023). The reference is the base model as it was before the run; its log-probabilities
/// are computed once for all rows, so that no second model stays in memory.
/// </summary>
internal sealed class PreferenceObjective(PreparedRun run, Device device) : IPairObjective
{
    private static readonly Scalar One = 1.0;
    private readonly PreferenceSettings _settings = run.Recipe.Preference ?? new();

    public IReadOnlyList<double> Margins { get; private set; } = [];

    private TransformerModel Model => run.Base.Model;

    /// <summary>The reference's log-probabilities of all pairs.</summary>
    public static (double Chosen, double Rejected)[] Reference(TransformerModel model, EncodedRows rows, ScalarType type, Device device, CancellationToken cancel)
    {
        var result = new (double, double)[rows.Count];
        using var noGrad = no_grad();
        for (int row = 0; row < result.Length; row++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var pair = new Pairs(rows.Language!, [row], model.PadId, device);
            double[] sums = [.. pair.Sums(VocabularyLoss.Logprobs(model.CausalHead!, model.Hidden(pair.Both.Batch, new ForwardPass { ComputeType = type }), pair.Both.Labels).Logprobs).to_type(ScalarType.Float64).cpu().data<double>()];
            result[row] = (sums[0], sums[1]);
        }
        return result;
    }

    public double Weight(IEnumerable<int> rows) => rows.Count();

    public Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock)
    {
        var pairs = new Pairs(run.Train.Language!, rows, Model.PadId, device);
        clock?.End(Speed.Phase.Collate);
        return Backward(Model, pairs, run.Train.Reference!, _settings, share, pass, clock);
    }

    /// <summary>The summed loss of the pairs times <paramref name="share"/>, and its gradients.</summary>
    public static Tensor Backward(
        TransformerModel model, Pairs pairs, IReadOnlyList<(double Chosen, double Rejected)> reference, PreferenceSettings settings, Scalar share, ForwardPass pass, Speed.PhaseClock? clock)
    {
        var hidden = model.Hidden(pairs.Both.Batch, pass);
        clock?.End(Speed.Phase.Forward);
        // The loss needs whole answers and the scores of all words come in parts: first what each token's log-probability is worth, then its gradient.
        var sums = pairs.Sums(VocabularyLoss.Logprobs(model.CausalHead!, hidden, pairs.Both.Labels).Logprobs).detach().requires_grad_();
        var loss = Losses(pairs, sums, reference, settings).sum().mul(share);
        loss.backward();
        var weights = sums.grad!.neg().index_select(0, pairs.Both.RowOf);
        _ = VocabularyLoss.Backward(model.CausalHead!, hidden, pairs.Both.Labels, weights, One, 0, pass);
        clock?.End(Speed.Phase.Backward);
        return loss.detach();
    }

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel)
    {
        using var noGrad = no_grad();
        using Scalar beta = _settings.Beta;
        var (loss, right, margin, chosenReward, rejectedReward) = (0.0, 0.0, 0.0, 0.0, 0.0);
        int count = run.Validation.Count;
        var margins = new double[count];
        foreach (int[] numbers in BatchPlan.ByLength(run.Validation.Lengths, 8))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var pairs = new Pairs(run.Validation.Language!, numbers, Model.PadId, device);
            var sums = pairs.Sums(VocabularyLoss.Logprobs(Model.CausalHead!, Model.Hidden(pairs.Both.Batch, new ForwardPass { ComputeType = run.ComputeType }), pairs.Both.Labels).Logprobs);
            loss += Losses(pairs, sums, run.Validation.Reference!, _settings).sum().item<float>();
            var (chosen, rejected) = pairs.Gains(sums, run.Validation.Reference!);
            right += chosen.gt(rejected).sum().item<long>();
            float[] ahead = [.. (chosen - rejected).mul(beta).to_type(ScalarType.Float32).cpu().data<float>()];
            for (int i = 0; i < numbers.Length; i++)
                margins[numbers[i]] = ahead[i];
            chosenReward += chosen.mul(beta).sum().item<float>();
            rejectedReward += rejected.mul(beta).sum().item<float>();
        }
        margin = chosenReward - rejectedReward;
        Margins = margins;
        var answers = new SampleAnswers(run);
        var samples = answers.Write(cancel);
        var metrics = new Dictionary<string, double>
        {
            ["loss"] = loss / count, ["accuracy"] = right / count, ["margin"] = margin / count, ["rewards_chosen"] = chosenReward / count, ["rewards_rejected"] = rejectedReward / count,
        };
        if (samples.Count > 0)
            metrics["stops"] = samples.Average(s => s.Score);
        return (metrics, [.. samples.Take(answers.Shown)]);
    }

    public void Dispose()
    {
    }

    private static Tensor Losses(Pairs pairs, Tensor sums, IReadOnlyList<(double Chosen, double Rejected)> reference, PreferenceSettings settings)
    {
        var (chosen, rejected) = settings.LossType == "ipo" ? pairs.MeanGains(sums, reference) : pairs.Gains(sums, reference);
        return PreferenceLoss.Of(settings.LossType, chosen, rejected, settings.Beta, settings.LabelSmoothing);
    }
}
