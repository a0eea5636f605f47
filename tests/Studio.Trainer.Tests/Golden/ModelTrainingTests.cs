using Studio.Trainer.Models;
using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class ModelTrainingTests
{
    public static TheoryData<string> Models => GoldenFolder.Cases("models", golden => EncoderCases.IsEncoder(golden) || DecoderCases.IsDecoder(golden));

    [Theory, MemberData(nameof(Models))]
    public void Gradient_norms(string name)
    {
        using var golden = new GoldenModel(name);
        golden.Loss(golden.ForwardSection).backward();

        var expected = golden.Golden["grad"]!["params"]!.AsObject();
        var parameters = golden.Model.Parameters.All.ToDictionary(p => p.Name, p => p.Tensor);

        Assert.Equal(expected.Select(p => p.Key).Order(StringComparer.Ordinal), parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, node) in expected)
        {
            double norm = GoldenModel.Value(node!["norm"]);
            double actual = parameters[key].grad is { } g ? g.to_type(ScalarType.Float64).norm().item<double>() : 0;
            if (norm > 1e-5)
                GoldenModel.Close(norm, actual, 1e-4, key);
            else
                Assert.True(actual < 2e-5, $"{key}: expected about 0, got {actual}");
        }
        GoldenModel.Close(GoldenModel.Value(golden.Golden["grad"]!["total_norm"]), GradientClipping.Norm([.. golden.Model.Parameters.All.Select(p => p.Tensor)]).item<float>(), 1e-4, "total norm");
    }

    [Theory, MemberData(nameof(Models))]
    public void Ten_training_steps(string name) => TenSteps(name, checkpointing: false);

    [Theory, MemberData(nameof(Models))]
    public void Ten_training_steps_with_gradient_checkpointing(string name) => TenSteps(name, checkpointing: true);

    private static void TenSteps(string name, bool checkpointing)
    {
        using var golden = new GoldenModel(name);
        var train = golden.Golden["train"]!.AsObject();
        using var trainer = new GoldenTrainer(golden.Model.Parameters.All, train);

        foreach (var step in train["steps"]!.AsArray())
        {
            var batch = train["batches"]![step!["batch"]!.GetValue<int>()]!.AsObject();
            var pass = new ForwardPass { Checkpointing = checkpointing };
            var loss = golden.Loss(batch, pass: pass);
            GoldenModel.Close(GoldenModel.Value(step["loss"]), loss.item<float>(), 1e-4, $"loss of step {step["step"]}");
            pass.Backward(loss);
            double norm = trainer.Step(out double rate);
            GoldenModel.Close(GoldenModel.Value(step["lr"]), rate, 1e-12, "learning rate");
            GoldenModel.Close(GoldenModel.Value(step["grad_norm_before_clip"]), norm, 2e-4, $"gradient norm of step {step["step"]}");
        }

        using var _ = no_grad();
        GoldenModel.Close(GoldenModel.Value(train["final"]!["loss"]), golden.Loss(golden.ForwardSection).item<float>(), 1e-4, "final loss");
        if (golden.Has("train.final_logits"))
            GoldenModel.Close(Real(golden, golden.Expected("train.final_logits")), Real(golden, golden.Model.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass())), 5e-4, "final logits");
    }

    private static Tensor Real(GoldenModel golden, Tensor logits) =>
        logits.dim() == 3 ? logits * GoldenModel.Batch(golden.ForwardSection).Mask!.unsqueeze(-1) : logits;
}
