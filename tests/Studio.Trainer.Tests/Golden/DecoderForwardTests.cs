using System.Text.Json.Nodes;
using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class DecoderForwardTests
{
    public static TheoryData<string> Decoders => GoldenFolder.Cases("models", DecoderCases.IsDecoder);

    public static TheoryData<string> Formats => GoldenFolder.Cases("formats", _ => true);

    [Theory, MemberData(nameof(Decoders))]
    public void Logits(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var batch = GoldenModel.Batch(golden.ForwardSection);

        foreach (bool told in new[] { false, true })
            GoldenModel.Close(
                Real(batch, golden.Expected("forward.logits")), Real(batch, golden.Model.Forward(batch with { PadsRight = told }, new ForwardPass())), 1e-4, $"logits (padding told: {told})");
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Hidden_states(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var pass = new ForwardPass(keepHiddenStates: true);
        var batch = GoldenModel.Batch(golden.ForwardSection);

        golden.Model.Forward(batch, pass);

        Assert.NotEmpty(pass.HiddenStates);
        for (int i = 0; i < pass.HiddenStates.Count; i++)
            GoldenModel.Close(Real(batch, golden.Expected($"forward.hidden_states.{i}")), Real(batch, pass.HiddenStates[i]), 1e-4, $"hidden states {i}");
        Assert.False(golden.Has($"forward.hidden_states.{pass.HiddenStates.Count}"));
    }

    [Theory, MemberData(nameof(Decoders))]
    public void A_row_without_padding(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();

        var logits = golden.Model.Forward(GoldenModel.UnpaddedRow(golden.ForwardSection, golden.ForwardSection["unpadded_row"]!.GetValue<int>()), new ForwardPass());

        GoldenModel.Close(golden.Expected("forward.unpadded_row_logits"), logits, 1e-4, "logits of the row");
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Rows_padded_on_the_left(string name)
    {
        using var golden = new GoldenModel(name);
        if (golden.Golden["left_padded"] is not JsonObject section)
            return;
        using var _ = no_grad();
        var batch = GoldenModel.Batch(section);

        GoldenModel.Close(Real(batch, golden.Expected("left_padded.logits")), Real(batch, golden.Model.Forward(batch, new ForwardPass())), 1e-4, "logits");
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Loss(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var section = golden.ForwardSection;
        double tolerance = golden.Model.Decoder!.Shape.Tied ? 2e-5 : 1e-5;

        GoldenModel.Close(GoldenModel.Value(section["loss"]), golden.Loss(section).item<float>(), tolerance, "loss");
        GoldenModel.Close(GoldenModel.Value(section["loss_label_smoothing_0.1"]), golden.Loss(section, smoothing: 0.1).item<float>(), tolerance, "smoothed loss");
        if (section["loss_class_weighted"] is { } weighted)
            GoldenModel.Close(
                GoldenModel.Value(weighted), golden.Loss(section, classWeights: [.. section["class_weights"]!.AsArray().Select(GoldenModel.Value)]).item<float>(), tolerance, "weighted loss");
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Texts(string name)
    {
        using var golden = new GoldenModel(name);
        if (golden.Golden["text"] is not JsonObject section)
            return;
        using var _ = no_grad();
        var tokenizer = TokenizerFolder.Load(golden.Folder);
        var batch = GoldenModel.Batch(section);

        var encoded = section["texts"]!.AsArray().Select(t => tokenizer.Encode(t!.GetValue<string>(), maxLength: section["max_length"]!.GetValue<int>())).ToList();

        for (int row = 0; row < encoded.Count; row++)
            Assert.Equal(
                section["input_ids"]![row]!.AsArray().Zip(section["attention_mask"]![row]!.AsArray()).Where(p => p.Second!.GetValue<int>() == 1).Select(p => p.First!.GetValue<int>()), encoded[row].Ids);
        GoldenModel.Close(Real(batch, golden.Expected("text.logits")), Real(batch, golden.Model.Forward(batch, new ForwardPass())), 1e-4, "logits");
    }

    [Theory, MemberData(nameof(Formats))]
    public void Stored_in_shards_or_in_sixteen_bits(string name)
    {
        using var golden = new GoldenModel(name, "formats");
        using var _ = no_grad();
        var batch = GoldenModel.Batch(golden.Golden);

        GoldenModel.Close(golden.Expected("logits"), golden.Model.Forward(batch, new ForwardPass()), 1e-4, "logits");
        if (golden.Golden["stored_dtype"]!.GetValue<string>() != "bfloat16")
            return;
        using var narrow = TransformerModel.Load(golden.Folder, device: GoldenDevice.Current, type: ScalarType.BFloat16);
        var logits = narrow.Forward(batch, new ForwardPass());
        Assert.All(narrow.Parameters.All, p => Assert.Equal(ScalarType.BFloat16, p.Tensor.dtype));
        GoldenModel.Close(golden.Expected("logits_native"), logits, GoldenModel.Value(golden.Golden["max_diff_native"]), "logits in bfloat16");
    }

    private static Tensor Real(TokenBatch batch, Tensor values) => values.dim() == 3 && batch.Mask is { } mask ? values * mask.unsqueeze(-1) : values;
}

internal static class DecoderCases
{
    public static bool IsDecoder(JsonObject golden) => DecoderFamilies.Names.Contains(golden["model_type"]?.GetValue<string>() ?? "");
}
