using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Trainer.Tests.Golden;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Generation;

/// <summary>Folders that lie, adapters of other models, and weights that are no numbers.</summary>
[Trait("Category", "Golden")]
public sealed class UnfitModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-unfit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hidden_size", 64, "of another shape")]
    [InlineData("num_hidden_layers", 3, "lack")]
    [InlineData("num_key_value_heads", 5, "does not divide 6 attention heads")]
    [InlineData("vocab_size", -1, "not a whole number")]
    public void A_config_whose_shapes_lie(string field, int value, string reason) => Assert.Contains(reason, Refused(config => config[field] = value), StringComparison.Ordinal);

    [Fact]
    public void Positions_that_are_not_known() => Assert.Contains(
        "\"yarn\"; Studio knows default, linear and llama3", Refused(config => config["rope_scaling"] = new JsonObject { ["rope_type"] = "yarn", ["factor"] = 4 }), StringComparison.Ordinal);

    [Fact]
    public void A_family_that_is_not_known() => Assert.Contains("is \"mamba\"", Refused(config => config["model_type"] = "mamba"), StringComparison.Ordinal);

    [Fact]
    public void An_adapter_of_another_model()
    {
        var refused = Assert.Throws<ModelFormatException>(() => TextGenerator.Load(Golden("models/gpt2"), Golden("peft/lora_llama"), new() { Device = "cpu" }));
        Assert.Contains("\"q_proj\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("made for another model", Assert.Throws<ModelFormatException>(() => TextGenerator.Load(Golden("models/gpt2"), Golden("peft/prefix_tuning_llama"), new() { Device = "cpu" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_does_not_write() =>
        Assert.Contains("classifies", Assert.Throws<ModelFormatException>(() => TextGenerator.Load(Golden("models/llama_seqcls"), options: new() { Device = "cpu" })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Scores_that_are_no_numbers_are_told()
    {
        using (NewDisposeScope())
        using (var source = WeightFiles.Open(Golden("models/llama_untied")))
            SafetensorsWriter.Write(
                Path.Combine(_folder, "model.safetensors"), source.Names.Select(name => (name, name == "model.norm.weight" ? full_like(source.Read(name), float.NaN) : source.Read(name))));
        foreach (string file in Directory.EnumerateFiles(Golden("models/llama_untied")).Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        using var generator = TextGenerator.Load(_folder, options: new() { Device = "cpu" });

        foreach (var sampling in new[] { SamplingSettings.Greedy, new() })
            Assert.Contains("not numbers", (await Assert.ThrowsAsync<GenerationException>(() =>
                generator.GenerateAsync(new() { PromptIds = [1, 5, 7], Sampling = sampling }, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_larger_than_the_memory_is_refused_with_the_numbers()
    {
        var refused = Assert.Throws<ModelFormatException>(() => MemoryFit.Require("folder", 32_000_000_000, 16_000_000_000));

        Assert.Contains("needs 32.0 GB for its weights alone, and this machine has 16.0 GB", refused.Message, StringComparison.Ordinal);
    }

    private string Refused(Action<JsonObject> change)
    {
        string source = Golden("models/llama_untied");
        var config = GoldenFolder.Json(Path.Combine(source, "config.json"));
        change(config);
        File.WriteAllText(Path.Combine(_folder, "config.json"), config.ToJsonString());
        File.Copy(Path.Combine(source, "model.safetensors"), Path.Combine(_folder, "model.safetensors"));
        return Assert.Throws<ModelFormatException>(() => TransformerModel.Load(_folder)).Message;
    }

    private static string Golden(string path)
    {
        GoldenFolder.SkipIfAbsent(GoldenFolder.Root ?? GoldenFolder.Absent);
        return Path.Combine(GoldenFolder.Root!, path);
    }
}
