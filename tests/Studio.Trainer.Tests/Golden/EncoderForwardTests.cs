using System.Text.Json.Nodes;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class EncoderForwardTests
{
    public static TheoryData<string> Encoders => GoldenFolder.Cases("models", EncoderCases.IsEncoder);

    [Theory, MemberData(nameof(Encoders))]
    public void Logits(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();

        var logits = golden.Model.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass());

        GoldenModel.Close(Real(golden, golden.Expected("forward.logits")), Real(golden, logits), 1e-4, "logits");
    }

    [Theory, MemberData(nameof(Encoders))]
    public void Hidden_states(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var pass = new ForwardPass(keepHiddenStates: true);

        golden.Model.Forward(GoldenModel.Batch(golden.ForwardSection), pass);

        Assert.NotEmpty(pass.HiddenStates);
        var mask = GoldenModel.Batch(golden.ForwardSection).Mask!.unsqueeze(-1);
        for (int i = 0; i < pass.HiddenStates.Count; i++)
            GoldenModel.Close(golden.Expected($"forward.hidden_states.{i}") * mask, pass.HiddenStates[i] * mask, 1e-4, $"hidden states {i}");
        Assert.False(golden.Has($"forward.hidden_states.{pass.HiddenStates.Count}"));
    }

    [Theory, MemberData(nameof(Encoders))]
    public void A_row_without_padding(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();

        var logits = golden.Model.Forward(GoldenModel.UnpaddedRow(golden.ForwardSection, golden.ForwardSection["unpadded_row"]!.GetValue<int>()), new ForwardPass());

        GoldenModel.Close(golden.Expected("forward.unpadded_row_logits"), logits, 1e-4, "logits of the row");
    }

    [Theory, MemberData(nameof(Encoders))]
    public void Loss(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var section = golden.ForwardSection;

        GoldenModel.Close(GoldenModel.Value(section["loss"]), golden.Loss(section).item<float>(), 1e-5, "loss");
        if (section["loss_label_smoothing_0.1"] is { } smoothed)
            GoldenModel.Close(GoldenModel.Value(smoothed), golden.Loss(section, smoothing: 0.1).item<float>(), 1e-5, "smoothed loss");
        if (section["loss_class_weighted"] is { } weighted)
            GoldenModel.Close(
                GoldenModel.Value(weighted), golden.Loss(section, classWeights: [.. section["class_weights"]!.AsArray().Select(GoldenModel.Value)]).item<float>(), 1e-5, "weighted loss");
    }

    private static TorchSharp.torch.Tensor Real(GoldenModel golden, Tensor logits) =>
        logits.dim() == 3 ? logits * GoldenModel.Batch(golden.ForwardSection).Mask!.unsqueeze(-1) : logits;
}

internal static class EncoderCases
{
    private static readonly string[] Families = ["bert", "distilbert", "roberta", "modernbert"];

    public static bool IsEncoder(JsonObject golden) => Families.Contains(golden["model_type"]?.GetValue<string>());
}
