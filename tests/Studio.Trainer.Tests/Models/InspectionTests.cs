using System.Text.Json.Nodes;
using Studio.Trainer.Models.Inspection;
using Studio.Trainer.Tests.Golden;

namespace Studio.Trainer.Tests.Models;

/// <summary>Folders that other software made pass the inspection; folders that were tampered with do not, each by its reason.</summary>
public sealed class InspectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-inspect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("bert_seqcls", ModelForm.Encoder)]
    [InlineData("bert_tokcls", ModelForm.Encoder)]
    [InlineData("distilbert_seqcls", ModelForm.Encoder)]
    [InlineData("roberta_seqcls", ModelForm.Encoder)]
    [InlineData("gpt2", ModelForm.Decoder)]
    [InlineData("llama_tied", ModelForm.Decoder)]
    [InlineData("llama_untied", ModelForm.Decoder)]
    [InlineData("llama_seqcls", ModelForm.Decoder)]
    [InlineData("mistral", ModelForm.Decoder)]
    [InlineData("qwen2", ModelForm.Decoder)]
    [InlineData("qwen3", ModelForm.Decoder)]
    [InlineData("phi3", ModelForm.Decoder)]
    public void A_whole_folder_passes_with_its_facts(string name, ModelForm form)
    {
        var report = ModelInspection.Run(Golden(name));

        Assert.True(report.Usable, string.Join('\n', report.Checks));
        Assert.Equal("It answers", report.Checks[^1].Title);
        Assert.Equal(form, report.Facts!.Form);
        Assert.True(report.Facts is { Parameters: > 1000, Vocabulary: > 10, Layers: > 0, HiddenSize: > 0, ContextLength: > 0 });
    }

    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("modernbert_seqcls")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    public void A_folder_without_a_tokenizer_is_refused_after_its_shapes_were_right(string name)
    {
        var report = ModelInspection.Run(Golden(name));

        Assert.False(report.Usable);
        Assert.Equal(("Config and weights agree", InspectionOutcome.Passed), (report.Checks[^2].Title, report.Checks[^2].Outcome));
        Assert.StartsWith("The folder holds no tokenizer", report.Checks[^1].Said, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void A_config_whose_shapes_lie_is_refused_before_memory_is_taken()
    {
        Config("llama_tied", config => (config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]) = (1 << 15, 1 << 17, 500));

        var report = ModelInspection.Run(_folder);

        Assert.False(report.Usable);
        Assert.Equal(("Config and weights agree", InspectionOutcome.Failed), (report.Checks[^1].Title, report.Checks[^1].Outcome));
        Assert.Contains("of another shape (model.embed_tokens.weight is [", report.Checks[^1].Said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("model_type", "\"mamba\"", "\"mamba\"")]
    [InlineData("num_attention_heads", "\"many\"", "num_attention_heads")]
    [InlineData("auto_map", "{\"AutoModel\": \"x.py\"}", "auto_map")]
    [InlineData("quirk", "{\"deep\": [{\"trust_remote_code\": true}]}", "trust_remote_code")]
    public void A_config_that_is_unknown_or_asks_for_code_is_refused_by_name(string field, string value, string said)
    {
        Config("llama_tied", config => config[field] = JsonNode.Parse(value));
        Refused(said);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void An_unknown_part_of_the_tokenizer_is_named()
    {
        Config("llama_tied", _ => { });
        var path = Path.Combine(_folder, "tokenizer.json");
        var json = JsonNode.Parse(File.ReadAllBytes(path))!;
        json["normalizer"] = JsonNode.Parse("{\"type\": \"Cuneiform\"}");
        File.WriteAllText(path, json.ToJsonString());
        Refused("Cuneiform");
    }

    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("model.safetensors", new byte[] { 0x80, 4, 0x95, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "model.safetensors")]
    [InlineData("rng_state.pth", new byte[] { 0x80, 2 }, "rng_state.pth")]
    public void Pickles_are_refused_whatever_they_are_called(string name, byte[] content, string said)
    {
        Config("llama_tied", _ => { });
        File.WriteAllBytes(Path.Combine(_folder, name), content);
        Refused(said);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void A_model_that_has_no_room_is_not_tried_and_the_numbers_are_said()
    {
        Config("llama_tied", _ => { });
        var report = ModelInspection.Run(_folder, availableBytes: 1000);
        Assert.True(report.Usable);
        Assert.Equal(InspectionOutcome.Warned, report.Checks[^1].Outcome);
        Assert.Contains("GB are there", report.Checks[^1].Said, StringComparison.Ordinal);
    }

    private void Refused(string said)
    {
        var report = ModelInspection.Run(_folder);
        Assert.False(report.Usable);
        Assert.Contains(said, report.Checks[^1].Said, StringComparison.Ordinal);
    }

    private void Config(string golden, Action<JsonNode> change)
    {
        foreach (var file in Directory.EnumerateFiles(Golden(golden)).Where(file => !Path.GetFileName(file).StartsWith("golden", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        var path = Path.Combine(_folder, "config.json");
        var json = JsonNode.Parse(File.ReadAllBytes(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static string Golden(string name)
    {
        GoldenFolder.SkipIfAbsent(GoldenFolder.Root ?? GoldenFolder.Absent);
        return Path.Combine(GoldenFolder.Root!, "models", name);
    }
}
