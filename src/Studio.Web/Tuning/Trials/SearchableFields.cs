using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning.Trials;

/// <summary>The fields that are searched most often, with a range to begin with.</summary>
internal static class SearchableFields
{
    public static IReadOnlyDictionary<string, SearchRange> All { get; } = new Dictionary<string, SearchRange>
    {
        ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = 1e-5, Max = 1e-3 },
        ["batch_size"] = Choice(8, 16, 32, 64),
        ["epochs"] = new() { Type = "int", Min = 1, Max = 6 },
        ["dropout"] = new() { Type = "uniform", Min = 0, Max = 0.4 },
        ["optimizer.weight_decay"] = new() { Type = "log-uniform", Min = 1e-4, Max = 0.3 },
        ["optimizer.warmup_ratio"] = new() { Type = "uniform", Min = 0, Max = 0.2 },
        ["optimizer.schedule"] = Choice("linear", "cosine", "constant"),
        ["optimizer.layerwise_lr_decay"] = new() { Type = "uniform", Min = 0.6, Max = 1 },
        ["label_smoothing"] = new() { Type = "uniform", Min = 0, Max = 0.2 },
        ["max_length"] = Choice(64, 128, 256),
        ["method"] = Choice("full", "gradual", "lora"),
        ["lora.r"] = Choice(4, 8, 16, 32),
        ["lora.lora_alpha"] = Choice(8, 16, 32, 64),
        ["soft_prompt.num_virtual_tokens"] = new() { Type = "int", Min = 5, Max = 50 },
        ["augmentation.typo_rate"] = new() { Type = "uniform", Min = 0, Max = 0.2 },
        ["scratch.num_hidden_layers"] = new() { Type = "int", Min = 1, Max = 6 },
        ["scratch.hidden_size"] = Choice(64, 128, 256),
        ["seed"] = new() { Type = "int", Min = 1, Max = 1000 },
    };

    private static SearchRange Choice<T>(params IEnumerable<T> values) =>
        new() { Type = "choice", Values = [.. values.Select(v => JsonSerializer.SerializeToElement(v))] };
}
