using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Trainer.Methods;

/// <summary>Reads adapters that PEFT has written. Settings that change what is computed and are not known here are refused; all others are passed over.</summary>
internal static class PeftReader
{
    private static readonly string[] MustBeEmpty =
        ["alpha_pattern", "rank_pattern", "layers_to_transform", "layer_replication", "exclude_modules", "trainable_token_indices", "target_parameters", "loftq_config", "megatron_config", "alora_invocation_tokens"];

    // Whether a weight lies transposed (fan_in_fan_out) is known from the model; PEFT corrects the field in the same way.
    private static readonly string[] MustBeFalse = ["lora_bias", "use_qalora"];

    /// <exception cref="ModelFormatException">The folder is no adapter for this model.</exception>
    public static void Attach(TransformerModel model, string folder)
    {
        var config = ReadConfig(folder);
        using var file = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        try
        {
            var adapter = Make(model, config);
            adapter.Fill(file.Read);
            FillHead(model, adapter, file);
        }
        catch (ModelFormatException reason)
        {
            string from = config.Text("base_model_name_or_path") is { Length: > 0 } name ? $" It says that it was made for \"{Path.GetFileName(name.TrimEnd('/'))}\"." : "";
            throw new ModelFormatException($"The adapter in '{folder}' does not fit this model ({Words(model)}). {reason.Message}{from}", reason);
        }
    }

    private static Adapter Make(TransformerModel model, ModelConfig config)
    {
        string? type = config.Text("peft_type");
        if (type is "PROMPT_TUNING" or "PREFIX_TUNING")
            RequireSameSizes(model, config, type);
        return type switch
        {
            "LORA" => LoraAdapter.Attach(model, ReadLora(config)),
            "PROMPT_TUNING" => SoftPromptAdapter.Attach(model, config.Integer("num_virtual_tokens", maximum: 4096)),
            "PREFIX_TUNING" => PrefixAdapter.Attach(model, config.Integer("num_virtual_tokens", maximum: 4096)),
            _ => throw config.Bad("peft_type", $"is \"{type}\"; Studio reads LORA, PROMPT_TUNING and PREFIX_TUNING"),
        };
    }

    // A prompt of another model may have vectors of the right length, and would then be nonsense that nobody notices.
    private static void RequireSameSizes(TransformerModel model, ModelConfig config, string type)
    {
        int layers = config.Integer("num_layers", model.LayerCount), width = config.Integer("token_dim", model.HiddenSize);
        if (layers != model.LayerCount)
            throw new ModelFormatException($"It was made for another model, one of {layers} layers (num_layers); this one has {model.LayerCount}.");
        if (type == "PROMPT_TUNING" && width != model.HiddenSize)
            throw new ModelFormatException($"It was made for another model, one whose vectors have {width} numbers (token_dim); this one's have {model.HiddenSize}.");
    }

    private static string Words(TransformerModel model) => $"{model.Config.ModelType}, {model.LayerCount} layers, vectors of {model.HiddenSize} numbers";

    private static ModelConfig ReadConfig(string folder)
    {
        string path = Path.Combine(folder, "adapter_config.json");
        if (!File.Exists(path))
            throw new ModelFormatException($"There is no '{path}'. An adapter is a PEFT folder with adapter_config.json and adapter_model.safetensors.");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject json ? new(json, path) : throw new ModelFormatException($"'{path}' is not a JSON object.");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new ModelFormatException($"'{path}' is not valid JSON: {e.Message}", e);
        }
    }

    private static LoraSettings ReadLora(ModelConfig config)
    {
        foreach (string field in MustBeEmpty)
            if (config.Json[field] is { } node && node is not JsonObject { Count: 0 } and not JsonArray { Count: 0 })
                throw config.Bad(field, "is set, which Studio does not know how to apply");
        foreach (string field in MustBeFalse)
            if (config.Flag(field, false))
                throw config.Bad(field, "is true, which Studio does not know how to apply");
        if (config.Text("bias") is { } bias and not "none")
            throw config.Bad("bias", $"is \"{bias}\"; Studio knows \"none\"");
        return new()
        {
            R = config.Integer("r", maximum: 8192),
            LoraAlpha = config.Number("lora_alpha", 8),
            LoraDropout = config.Number("lora_dropout", 0, maximum: 0.99),
            UseRslora = config.Flag("use_rslora", false),
            UseDora = config.Flag("use_dora", false),
            TargetModules = config.Json["target_modules"] switch
            {
                JsonArray names => [.. names.Select(n => n!.GetValue<string>())],
                JsonValue name when name.TryGetValue(out string? text) && text == LoraAdapter.AllLinear => [text],
                _ => throw config.Bad("target_modules", "is not a list of names"),
            },
        };
    }

    private static void FillHead(TransformerModel model, Adapter adapter, SafetensorsFile file)
    {
        using var noGrad = no_grad();
        var used = adapter.Parameters.All.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in file.Entries.Keys.Where(name => !used.Contains(name)))
        {
            string own = name.StartsWith(adapter.SavedModulePrefix, StringComparison.Ordinal) ? name[adapter.SavedModulePrefix.Length..] : name;
            if (!model.Parameters.Contains(own))
                throw new ModelFormatException($"It holds \"{name}\", for which this model has no place; it was made for another model.");
            using var scope = NewDisposeScope();
            var stored = file.Read(name);
            if (!stored.shape.SequenceEqual(model.Parameters[own].shape))
                throw new ModelFormatException($"Its \"{name}\" is [{string.Join(", ", stored.shape)}], not [{string.Join(", ", model.Parameters[own].shape)}] as in the model.");
            model.Parameters[own].copy_(stored);
        }
    }
}
