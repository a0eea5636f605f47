using Studio.Trainer.Formats;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Text;

namespace Studio.Trainer.Models.Inspection;

/// <summary>What a model is made for.</summary>
public enum ModelForm
{
    /// <summary>Reads a text as a whole: classification, tagging, masked words.</summary>
    Encoder,

    /// <summary>Reads from left to right and writes on: generation, and classification by its last token.</summary>
    Decoder,
}

/// <summary>What a model's folder says of it, from its small files and the headers of its weights; no tensor is read.</summary>
/// <param name="ModelType">As in config.json, such as <c>llama</c>.</param>
/// <param name="Architecture">The class in transformers, such as <c>LlamaForCausalLM</c>; empty where config.json names none.</param>
/// <param name="Form">What it is made for.</param>
/// <param name="Parameters">Numbers in its weights.</param>
/// <param name="WeightBytes">Bytes of its weights as stored.</param>
/// <param name="ElementType">The element type of most of them, such as <c>BF16</c>.</param>
/// <param name="ContextLength">Tokens that it reads at most; null where config.json does not say.</param>
/// <param name="Vocabulary">Rows of its word table; 0 where config.json does not say.</param>
/// <param name="Layers">Its layers; 0 where config.json does not say.</param>
/// <param name="HiddenSize">Width of its vectors; 0 where config.json does not say.</param>
/// <param name="HasChatTemplate">Whether it says how conversations are written.</param>
public sealed record ModelFacts(
    string ModelType, string Architecture, ModelForm Form, long Parameters, long WeightBytes, string ElementType, int? ContextLength, int Vocabulary, int Layers,
    int HiddenSize, bool HasChatTemplate)
{
    private static readonly string[] ContextFields = ["max_position_embeddings", "n_positions", "n_ctx"];
    private static readonly string[] LayerFields = ["num_hidden_layers", "n_layers", "n_layer"];
    private static readonly string[] WidthFields = ["hidden_size", "dim", "n_embd"];

    /// <summary>Bytes of the weights once they are loaded.</summary>
    /// <param name="precision"><c>fp32</c> or <c>bf16</c>.</param>
    public long LoadedBytes(string precision) => Parameters * (precision == "bf16" ? 2 : 4);

    /// <exception cref="ModelFormatException">The config or the weights cannot be used, or the family is not known.</exception>
    public static ModelFacts Read(string folder)
    {
        var config = ModelConfig.Load(folder);
        using var weights = WeightFiles.Open(folder);
        var entries = weights.Names.Select(name => weights.Find(name)!).ToList();
        return new(
            config.ModelType,
            (config.Json["architectures"] as System.Text.Json.Nodes.JsonArray)?.FirstOrDefault()?.ToString() ?? "",
            FormOf(config.ModelType),
            entries.Sum(Count),
            entries.Sum(entry => entry.Length),
            entries.GroupBy(entry => entry.Type).OrderByDescending(group => group.Sum(entry => entry.Length)).Select(group => group.Key).FirstOrDefault() ?? "",
            Number(config, ContextFields),
            Number(config, ["vocab_size"]) ?? 0,
            Number(config, LayerFields) ?? 0,
            WidthOf(config) ?? 0,
            HasTemplate(folder));
    }

    /// <summary>What the families are made for, by their <c>model_type</c>.</summary>
    public static ModelForm FormOf(string modelType) => DecoderFamilies.Names.Contains(modelType) ? ModelForm.Decoder : ModelForm.Encoder;

    /// <summary>The length of a model's hidden vectors, by whatever name its family has for it; null where the configuration does not say.</summary>
    public static int? WidthOf(ModelConfig config) => Number(config, WidthFields);

    private static long Count(SafetensorsEntry entry) => entry.Shape.Aggregate(1L, (product, size) => product * size);

    private static int? Number(ModelConfig config, string[] fields) =>
        fields.Select(field => config.Json[field] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out int number) ? number : (int?)null).FirstOrDefault(n => n is not null);

    private static bool HasTemplate(string folder) => File.Exists(Path.Combine(folder, "chat_template.jinja"))
        || TokenizerFolder.ReadConfigurations(folder).Any(json => json.ValueKind == System.Text.Json.JsonValueKind.Object && json.TryGetProperty("chat_template", out _));
}
