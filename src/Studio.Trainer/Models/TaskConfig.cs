using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>Writes a task into a model's config.json, with the fields that transformers reads it from.</summary>
internal static class TaskConfig
{
    public static void Set(ModelConfig config, TaskKind kind, IReadOnlyList<string> labels)
    {
        if (kind == TaskKind.Contrastive)
            return;
        if (kind is TaskKind.MaskedLm or TaskKind.CausalLm or TaskKind.Preference)
        {
            foreach (string field in new[] { "id2label", "label2id", "num_labels", "problem_type" })
                config.Json.Remove(field);
            config.Json["architectures"] = new JsonArray(kind == TaskKind.MaskedLm ? $"{Family(config)}ForMaskedLM" : config.ModelType == "gpt2" ? "GPT2LMHeadModel" : $"{Family(config)}ForCausalLM");
            return;
        }
        // A regression has one output, which transformers calls by this name.
        string[] names = kind is TaskKind.Regression or TaskKind.Reward ? ["LABEL_0"] : [.. labels];
        config.Json["id2label"] = new JsonObject(names.Select((label, id) => KeyValuePair.Create(id.ToString(CultureInfo.InvariantCulture), (JsonNode?)label)));
        config.Json["label2id"] = new JsonObject(names.Select((label, id) => KeyValuePair.Create(label, (JsonNode?)id)));
        config.Json.Remove("num_labels");
        if (kind == TaskKind.TokenClassification)
            config.Json.Remove("problem_type");
        else
            config.Json["problem_type"] = kind switch { TaskKind.MultiLabel => "multi_label_classification", TaskKind.Regression or TaskKind.Reward => "regression", _ => "single_label_classification" };
        config.Json["architectures"] = new JsonArray($"{Family(config)}For{(kind == TaskKind.TokenClassification ? "Token" : "Sequence")}Classification");
    }

    /// <summary>What transformers' class names of the family begin with.</summary>
    private static string Family(ModelConfig config) => config.ModelType switch
    {
        "roberta" => "Roberta",
        "distilbert" => "DistilBert",
        "modernbert" => "ModernBert",
        "llama" => "Llama",
        "mistral" => "Mistral",
        "qwen2" => "Qwen2",
        "qwen3" => "Qwen3",
        "gemma2" => "Gemma2",
        "gemma3_text" => "Gemma3",
        "phi3" => "Phi3",
        "gpt2" => "GPT2",
        _ => "Bert",
    };

    /// <summary>Overrides every dropout of the family.</summary>
    public static void SetDropout(ModelConfig config, double value)
    {
        string[] fields = config.ModelType switch
        {
            "distilbert" => ["dropout", "attention_dropout", "seq_classif_dropout"],
            "gpt2" => ["embd_pdrop", "attn_pdrop", "resid_pdrop"],
            "phi3" => ["embd_pdrop", "attention_dropout", "resid_pdrop"],
            var type when Decoders.DecoderFamilies.Names.Contains(type) => ["attention_dropout"],
            "modernbert" => ["attention_dropout", "embedding_dropout", "mlp_dropout", "classifier_dropout"],
            _ => ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"],
        };
        foreach (string field in fields)
            config.Json[field] = value;
    }
}
