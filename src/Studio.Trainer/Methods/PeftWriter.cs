using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Native;

namespace Studio.Trainer.Methods;

/// <summary>Writes an adapter as PEFT's <c>save_pretrained</c> does, so that <c>peft</c> loads it.</summary>
public static class PeftWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> with the adapter's weights and the tuned head.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="model">With its adapter.</param>
    /// <param name="baseModel">What stands as <c>base_model_name_or_path</c>.</param>
    public static void Write(string folder, TransformerModel model, string baseModel)
    {
        var adapter = model.Adapter ?? throw new ArgumentException("The model has no adapter.", nameof(model));
        Directory.CreateDirectory(folder);
        string[] heads = [.. model.Parameters.All.Where(p => p.Tensor.requires_grad).Select(p => p.Name)];
        SafetensorsWriter.Write(
            Path.Combine(folder, "adapter_model.safetensors"),
            adapter.Parameters.All.Concat(heads.Select(name => (adapter.SavedModulePrefix + name, model.Parameters[name]))));
        var config = new JsonObject
        {
            ["peft_type"] = adapter.PeftType,
            ["task_type"] = model.Task.Kind switch
            {
                TaskKind.MaskedLm => "FEATURE_EXTRACTION",
                TaskKind.TokenClassification => "TOKEN_CLS",
                TaskKind.CausalLm => "CAUSAL_LM",
                _ => "SEQ_CLS",
            },
            ["base_model_name_or_path"] = baseModel,
            ["inference_mode"] = true,
            ["modules_to_save"] = heads.Length == 0 ? null : new JsonArray([.. heads.Select(name => (JsonNode?)name[..name.IndexOf('.', StringComparison.Ordinal)]).DistinctBy(n => n!.ToString())]),
        };
        foreach (var (name, value) in adapter.Describe(model))
            config[name] = value?.DeepClone();
        DurableFiles.Write(Path.Combine(folder, "adapter_config.json"), JsonSerializer.SerializeToUtf8Bytes(config, Indented));
        DurableFiles.FlushFolder(folder);
    }
}
