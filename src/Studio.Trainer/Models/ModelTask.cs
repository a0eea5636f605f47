using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>What a model's head answers. Names of labels stand in the order of the logits.</summary>
public sealed record ModelTask(TaskKind Kind, int LabelCount)
{
    /// <summary>Derived from <c>architectures</c>, <c>problem_type</c> and <c>id2label</c>, as transformers does.</summary>
    public static ModelTask FromConfig(ModelConfig config)
    {
        int labels = config.Labels.Count > 0 ? config.Labels.Count : config.Integer("num_labels", 2, maximum: 1 << 20);
        string architecture = (config.Json["architectures"] as System.Text.Json.Nodes.JsonArray)?.FirstOrDefault()?.ToString() ?? "";
        if (architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal))
            return new(TaskKind.TokenClassification, labels);
        if (architecture.EndsWith("ForMaskedLM", StringComparison.Ordinal))
            return new(TaskKind.MaskedLm, config.Integer("vocab_size"));
        if (architecture.EndsWith("ForCausalLM", StringComparison.Ordinal) || architecture.EndsWith("LMHeadModel", StringComparison.Ordinal))
            return new(TaskKind.CausalLm, config.Integer("vocab_size"));
        return new(config.Text("problem_type") switch
        {
            "multi_label_classification" => TaskKind.MultiLabel,
            "regression" => TaskKind.Regression,
            null when labels == 1 => TaskKind.Regression,
            null or "single_label_classification" => TaskKind.SingleLabel,
            var other => throw config.Bad("problem_type", $"is \"{other}\", which Studio does not know"),
        }, labels);
    }
}

/// <summary>The kinds of answer, each with its loss.</summary>
public enum TaskKind
{
    /// <summary>One label of several; cross-entropy.</summary>
    SingleLabel,

    /// <summary>Any number of labels; binary cross-entropy for each.</summary>
    MultiLabel,

    /// <summary>Numbers; mean squared error.</summary>
    Regression,

    /// <summary>One label for each token; cross-entropy, -100 is not counted.</summary>
    TokenClassification,

    /// <summary>The words that were hidden; cross-entropy over the vocabulary.</summary>
    MaskedLm,

    /// <summary>The next word at each token; cross-entropy over the vocabulary.</summary>
    CausalLm,

    /// <summary>Which of two answers is preferred, taught to a language model; a model never has it as its own task.</summary>
    Preference,

    /// <summary>Which of two answers is preferred, taught to a model that gives numbers; the model's own task is <see cref="Regression"/>.</summary>
    Reward,

    /// <summary>Which texts belong together, taught to an encoder's vectors; the model's own head stays as it is.</summary>
    Contrastive,
}
