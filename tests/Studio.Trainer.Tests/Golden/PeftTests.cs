using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Methods;
using Studio.Trainer.Models;
using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class PeftTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-peft-").FullName;

    public static TheoryData<string> Adapters => GoldenFolder.Cases("peft", golden => golden["peft_type"]?.GetValue<string>() is "LORA" or "PROMPT_TUNING" or "PREFIX_TUNING");

    [Theory, MemberData(nameof(Adapters))]
    public void Logits_and_loss(string name)
    {
        using var golden = new GoldenModel(name, "peft");
        using var _ = no_grad();

        golden.CloseAtTokens(golden.Expected("forward.logits"), golden.Model.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass()), 1e-4, "logits");
        GoldenModel.Close(GoldenModel.Value(golden.ForwardSection["loss"]), golden.Loss(golden.ForwardSection).item<float>(), 1e-5, "loss");
    }

    [Theory, MemberData(nameof(Adapters))]
    public void Gradient_norms(string name)
    {
        using var golden = new GoldenModel(name, "peft");
        golden.Loss(golden.ForwardSection).backward();

        var expected = golden.Golden["grad"]!["params"]!.AsObject();
        var trained = golden.Model.Trainable.ToDictionary(p => p.Name, p => p.Tensor);

        Assert.Equal(golden.Golden["trainable_parameters"]!.GetValue<long>(), trained.Values.Sum(t => t.NumberOfElements));
        Assert.Equal(expected.Select(p => Own(p.Key)).Order(StringComparer.Ordinal), trained.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, node) in expected)
            GoldenModel.Close(GoldenModel.Value(node!["norm"]), trained[Own(key)].grad!.norm().item<float>(), 1e-4, key);
        GoldenModel.Close(GoldenModel.Value(golden.Golden["grad"]!["total_norm"]), GradientClipping.Norm([.. trained.Values]).item<float>(), 1e-4, "total norm");
    }

    [Theory, MemberData(nameof(Adapters))]
    public void Ten_training_steps(string name)
    {
        using var golden = new GoldenModel(name, "peft");
        var train = golden.Golden["train"]!.DeepClone().AsObject();
        foreach (string group in new[] { "decay", "no_decay" })
            train[group] = new JsonArray([.. train[group]!.AsArray().Select(n => (JsonNode?)Own(n!.GetValue<string>()))]);
        var batches = train["batches"] as JsonArray ?? GoldenFolder.Json(Path.Combine(golden.BaseFolder, "golden.json"))["train"]!["batches"]!.AsArray();
        using var trainer = new GoldenTrainer(golden.Model.Trainable, train);

        foreach (var step in train["steps"]!.AsArray())
        {
            var loss = golden.Loss(batches[step!["batch"]!.GetValue<int>()]!.AsObject());
            GoldenModel.Close(GoldenModel.Value(step["loss"]), loss.item<float>(), 1e-4, "loss");
            loss.backward();
            GoldenModel.Close(GoldenModel.Value(step["grad_norm_before_clip"]), trainer.Step(out double _), 2e-4, "gradient norm");
        }

        using var scope = no_grad();
        golden.CloseAtTokens(golden.Expected("train.final_logits"), golden.Model.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass()), 5e-4, "final logits");
        PeftWriter.Write(_folder, golden.Model, "base");
        using var written = SafetensorsFile.Open(Path.Combine(_folder, "adapter_model.safetensors"));
        using var original = SafetensorsFile.Open(Path.Combine(golden.Folder, "adapter_model.safetensors"));
        Assert.Equal(original.Entries.Keys.Order(StringComparer.Ordinal), written.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (string tensor in original.Entries.Keys)
            GoldenModel.Close(golden.Expected($"train.final_adapter.{tensor}"), written.Read(tensor), 1e-3, tensor);
    }

    [Theory, MemberData(nameof(Adapters))]
    public void What_is_written_is_read_again_with_the_same_logits_and_merging_keeps_them(string name)
    {
        using var golden = new GoldenModel(name, "peft");
        using var _ = no_grad();
        PeftWriter.Write(_folder, golden.Model, golden.BaseFolder);

        using var again = TransformerModel.Load(golden.BaseFolder, _folder, GoldenDevice.Current);

        golden.CloseAtTokens(golden.Expected("forward.logits"), again.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass()), 1e-4, "logits of the written adapter");
        if (!golden.Has("merged.logits"))
            return;
        again.Adapter!.Merge(again);
        golden.CloseAtTokens(golden.Expected("merged.logits"), again.Forward(GoldenModel.Batch(golden.ForwardSection), new ForwardPass()), 1e-4, "merged logits");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The name in the saved file for PEFT's name in memory.</summary>
    private static string Own(string name)
    {
        if (name == "prompt_encoder.default.embedding.weight")
            return SoftPromptAdapter.TensorName;
        name = name.Replace(".lora_magnitude_vector.default.weight", ".lora_magnitude_vector", StringComparison.Ordinal);
        int saved = name.IndexOf(".modules_to_save.default.", StringComparison.Ordinal);
        if (saved < 0)
            return name.Replace(".default.", ".", StringComparison.Ordinal);
        string module = name[..saved].Replace("base_model.model.", "", StringComparison.Ordinal).Replace("base_model.", "", StringComparison.Ordinal);
        return module + "." + name[(saved + ".modules_to_save.default.".Length)..];
    }
}
