using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>
/// Every golden model computed in bfloat16 with weights of 32 bits, as a run with <c>precision: bf16</c> does, against the figures of 32 bits. A rounding of bfloat16 is wrong by 2^-9 of the
/// value at most (8 bits of precision); what a few layers make of it, and ten steps that each begin from weights which differ a little more, is bounded as a share of all.
/// </summary>
[Trait("Category", "Golden")]
public sealed class HalfPrecisionTests
{
    private const double Rounding = 1.0 / 512;

    public static TheoryData<string> Models => GoldenFolder.Cases("models", golden => EncoderCases.IsEncoder(golden) || DecoderCases.IsDecoder(golden));

    [Theory, MemberData(nameof(Models))]
    public void Logits(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var batch = GoldenModel.Batch(golden.ForwardSection);
        var expected = golden.Expected("forward.logits");
        var actual = golden.Model.Forward(batch, Half()).to_type(ScalarType.Float32);
        if (expected.dim() == 3 && batch.Mask is { } mask)
            (expected, actual) = (expected * mask.unsqueeze(-1), actual * mask.unsqueeze(-1));

        double share = (expected - actual).norm().item<float>() / expected.norm().item<float>();

        Assert.True(share <= 12 * Rounding, $"{name}: the logits differ by {share:0.0000} of their length.");
        Assert.NotEqual(0, share);
    }

    [Theory, MemberData(nameof(Models))]
    public void Ten_training_steps(string name)
    {
        using var golden = new GoldenModel(name);
        var train = golden.Golden["train"]!.AsObject();
        using var trainer = new GoldenTrainer(golden.Model.Parameters.All, train);

        foreach (var step in train["steps"]!.AsArray())
        {
            var pass = Half();
            var loss = golden.Loss(train["batches"]![step!["batch"]!.GetValue<int>()]!.AsObject(), pass: pass);
            // A squared distance is wrong by twice the share that the distance is.
            Func<double, double> known = golden.Model.Task.Kind == TaskKind.Regression ? Math.Sqrt : static value => value;
            GoldenModel.Close(known(GoldenModel.Value(step["loss"])), known(loss.to_type(ScalarType.Float32).item<float>()), 24 * Rounding, $"loss of step {step["step"]}");
            pass.Backward(loss);
            Assert.All(golden.Model.Parameters.All, p => Assert.True(p.Tensor.grad is null || p.Tensor.grad.dtype == ScalarType.Float32, $"{p.Name} has a narrow gradient."));
            double norm = trainer.Step(out double _);
            GoldenModel.Close(GoldenModel.Value(step["grad_norm_before_clip"]), norm, 96 * Rounding, $"gradient norm of step {step["step"]}");
        }
    }

    private static ForwardPass Half() => new() { ComputeType = ScalarType.BFloat16 };
}
