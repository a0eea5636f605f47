using System.Text.Json.Nodes;
using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Runs.Objectives;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>DPO as TRL computes it: with a whole policy, and with an adapter whose base is the reference.</summary>
[Trait("Category", "Golden")]
public sealed class PreferenceGoldenTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("dpo", _ => true);

    [Theory, MemberData(nameof(Cases))]
    public void Log_probabilities_losses_and_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var (golden, policy, reference) = Open(name);
        using var _ = policy;
        using var __ = reference;
        var pairs = PairsOf(golden["batch"]!);
        var known = Reference(golden);

        CloseAll(golden["reference"]!, "chosen_logps", "rejected_logps", Sums(reference, pairs), 2e-4);
        CloseAll(golden["policy"]!, "chosen_logps", "rejected_logps", Sums(policy, pairs), 2e-4);
        var sums = Sums(policy, pairs);
        var (chosen, rejected) = pairs.Gains(sums, known);
        double beta = GoldenModel.Value(golden["beta"]);
        Compare(golden["losses"]!, PreferenceLoss.Of("sigmoid", chosen, rejected, beta, 0), "loss of each pair");
        Compare(golden["chosen_rewards"]!, chosen * beta, "rewards");
        if (golden["variants"] is JsonObject variants)
        {
            Compare(variants["label_smoothing_0.1"]!, PreferenceLoss.Of("sigmoid", chosen, rejected, beta, 0.1), "smoothed");
            Compare(variants["robust_0.1"]!, PreferenceLoss.Of("robust", chosen, rejected, beta, 0.1), "robust");
            Compare(variants["hinge"]!, PreferenceLoss.Of("hinge", chosen, rejected, beta, 0), "hinge");
            var (meanChosen, meanRejected) = pairs.MeanGains(sums, known);
            if (variants["ipo"] is { } ipo)
                Compare(ipo, PreferenceLoss.Of("ipo", meanChosen, meanRejected, beta, 0), "ipo", 1e-3);
        }

        GoldenModel.Close(GoldenModel.Value(golden["loss"]), Backward(policy, pairs, known, beta), 2e-5, "loss");
        foreach (var (key, node) in golden["grad"]!["params"]!.AsObject())
            if (GoldenModel.Value(node!["norm"]) is > 1e-5 and var norm)
                GoldenModel.Close(norm, policy.Trainable.Single(p => p.Name == key.Replace(".default.", ".", StringComparison.Ordinal)).Tensor.grad!.norm().item<float>(), 5e-4, key);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Ten_training_steps(string name)
    {
        using var scope = NewDisposeScope();
        var (golden, policy, reference) = Open(name);
        using var _ = policy;
        using var __ = reference;
        var train = golden["train"]!.DeepClone().AsObject();
        foreach (string group in new[] { "decay", "no_decay" })
            if (train[group] is JsonArray names)
                train[group] = new JsonArray([.. names.Select(n => (JsonNode?)n!.GetValue<string>().Replace(".default.", ".", StringComparison.Ordinal))]);
        using var trainer = new GoldenTrainer(policy.Trainable, train);

        foreach (var step in train["steps"]!.AsArray())
        {
            var pairs = PairsOf(train["batches"]![step!["batch"]!.GetValue<int>()]!);
            float[] sums = [.. Sums(reference, pairs).cpu().data<float>()];
            (double, double)[] known = [.. Enumerable.Range(0, sums.Length / 2).Select(i => ((double)sums[i], (double)sums[i + sums.Length / 2]))];
            double loss = Backward(policy, pairs, known, GoldenModel.Value(golden["beta"]));
            GoldenModel.Close(GoldenModel.Value(step["loss"]), loss, 1e-4, $"loss of step {step["step"]}");
            double norm = trainer.Step(out double _);
            if (step["grad_norm_before_clip"] is { } expected)
                GoldenModel.Close(GoldenModel.Value(expected), norm, 5e-4, "gradient norm");
        }
    }

    private static (JsonObject Golden, TransformerModel Policy, TransformerModel Reference) Open(string name)
    {
        GoldenFolder.SkipIfAbsent(name);
        GoldenDevice.Require();
        string folder = Path.Combine(GoldenFolder.Root!, "dpo", name);
        var golden = GoldenFolder.Json(Path.Combine(folder, "golden.json"));
        string File(string key) => Path.GetFullPath(Path.Combine(folder, golden["files"]![key]!.GetValue<string>()));
        return name == "full"
            ? (golden, TransformerModel.Load(File("policy"), device: GoldenDevice.Current), TransformerModel.Load(File("reference"), device: GoldenDevice.Current))
            : (golden, TransformerModel.Load(File("base_and_reference"), File("adapter"), GoldenDevice.Current), TransformerModel.Load(File("base_and_reference"), device: GoldenDevice.Current));
    }

    private static Pairs PairsOf(JsonNode batch)
    {
        List<LanguageRow> Rows(string which)
        {
            var part = batch[which]!;
            return [.. part["input_ids"]!.AsArray().Select((ids, row) =>
            {
                int length = part["attention_mask"]![row]!.AsArray().Count(v => v!.GetValue<int>() == 1);
                return new LanguageRow(
                    [.. ids!.AsArray().Take(length).Select(v => v!.GetValue<int>())], [.. part["completion_mask"]![row]!.AsArray().Take(length).Select(v => v!.GetValue<int>() == 1)]);
            })];
        }
        var rows = new LanguageRows(Rows("chosen"), Rows("rejected"), new(0, 0, 0, 0, 0, null));
        return new(rows, [.. Enumerable.Range(0, rows.Rows.Count)], 0, GoldenDevice.Current);
    }

    private static (double, double)[] Reference(JsonObject golden) =>
        [.. golden["reference"]!["chosen_logps"]!.AsArray().Zip(golden["reference"]!["rejected_logps"]!.AsArray(), (c, r) => (GoldenModel.Value(c), GoldenModel.Value(r)))];

    private static Tensor Sums(TransformerModel model, Pairs pairs)
    {
        using var _ = no_grad();
        return pairs.Sums(VocabularyLoss.Logprobs(model.CausalHead!, model.Hidden(pairs.Both.Batch, new ForwardPass()), pairs.Both.Labels).Logprobs);
    }

    private static double Backward(TransformerModel model, Pairs pairs, IReadOnlyList<(double, double)> known, double beta)
    {
        var pass = new ForwardPass();
        return PreferenceObjective.Backward(model, pairs, known, new() { Beta = beta }, 1.0 / known.Count, pass, null).item<float>();
    }

    private static void CloseAll(JsonNode section, string chosen, string rejected, Tensor sums, double tolerance)
    {
        var expected = section[chosen]!.AsArray().Concat(section[rejected]!.AsArray()).Select(GoldenModel.Value).ToList();
        float[] actual = [.. sums.cpu().data<float>()];
        for (int i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }

    private static void Compare(JsonNode expected, Tensor actual, string what, double tolerance = 5e-5)
    {
        float[] values = [.. actual.cpu().contiguous().data<float>()];
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(GoldenModel.Value(expected[i]) - values[i]) < tolerance * Math.Max(1, Math.Abs(values[i])), $"{what} {i}: expected {GoldenModel.Value(expected[i])}, got {values[i]}");
    }
}
