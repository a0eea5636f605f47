using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>Writes a task into a model's config.json, with the fields that transformers reads it from.</summary>
internal static class TaskConfig
{
    public static void Set(ModelConfig config, TaskKind kind, IReadOnlyList<string> labels)
    {
        if (kind == TaskKind.MaskedLm)
        {
            foreach (string field in new[] { "id2label", "label2id", "num_labels", "problem_type" })
                config.Json.Remove(field);
            config.Json["architectures"] = new JsonArray("BertForMaskedLM");
            return;
        }
        // A regression has one output, which transformers calls by this name.
        string[] names = kind == TaskKind.Regression ? ["LABEL_0"] : [.. labels];
        config.Json["id2label"] = new JsonObject(names.Select((label, id) => KeyValuePair.Create(id.ToString(CultureInfo.InvariantCulture), (JsonNode?)label)));
        config.Json["label2id"] = new JsonObject(names.Select((label, id) => KeyValuePair.Create(label, (JsonNode?)id)));
        config.Json.Remove("num_labels");
        if (kind == TaskKind.TokenClassification)
            config.Json.Remove("problem_type");
        else
            config.Json["problem_type"] = kind switch { TaskKind.MultiLabel => "multi_label_classification", TaskKind.Regression => "regression", _ => "single_label_classification" };
        string family = config.ModelType switch { "roberta" => "Roberta", "distilbert" => "DistilBert", "modernbert" => "ModernBert", _ => "Bert" };
        config.Json["architectures"] = new JsonArray($"{family}For{(kind == TaskKind.TokenClassification ? "Token" : "Sequence")}Classification");
    }

    /// <summary>Overrides every dropout of the family.</summary>
    public static void SetDropout(ModelConfig config, double value)
    {
        string[] fields = config.ModelType switch
        {
            "distilbert" => ["dropout", "attention_dropout", "seq_classif_dropout"],
            "modernbert" => ["attention_dropout", "embedding_dropout", "mlp_dropout", "classifier_dropout"],
            _ => ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"],
        };
        foreach (string field in fields)
            config.Json[field] = value;
    }
}
