using Studio.Trainer.Models;

namespace Studio.Trainer.Runs;

/// <summary>The metrics that are followed during a run. Scorecards hold the full set.</summary>
internal static class EvaluationMetrics
{
    /// <summary>Names by which the best checkpoint can be chosen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["accuracy", "f1_macro", "f1_micro", "f1", "pearson", "mse", "mae", "loss", "perplexity", "token_accuracy", "margin", "exact_match", "rougeL", "chrf"];

    /// <summary>Those that a kind of task has.</summary>
    public static IReadOnlyList<string> Of(TaskKind kind) => kind switch
    {
        TaskKind.SingleLabel => ["accuracy", "f1_macro", "loss"],
        TaskKind.MultiLabel => ["accuracy", "f1_macro", "f1_micro", "loss"],
        TaskKind.MaskedLm or TaskKind.Contrastive => ["loss", "accuracy"],
        TaskKind.CausalLm => ["loss", "perplexity", "token_accuracy"],
        TaskKind.Preference or TaskKind.Reward => ["accuracy", "loss", "margin"],
        TaskKind.Regression => ["mse", "mae", "pearson", "loss"],
        _ => ["accuracy", "f1", "f1_macro", "loss"],
    };

    /// <summary>Losses and errors are better when smaller, all else when larger; every number is better than none.</summary>
    public static bool IsBetter(string metric, double candidate, double best, double threshold = 0) =>
        double.IsNaN(best) ? !double.IsNaN(candidate) : metric is "loss" or "mse" or "mae" or "perplexity" ? candidate < best - threshold : candidate > best + threshold;

    /// <summary>The mean of the F1 of each label that occurs in either list, as scikit-learn's macro average does.</summary>
    public static double MacroF1(IReadOnlyList<long> labels, IReadOnlyList<long> predictions, int labelCount)
    {
        var (hits, trueCount, predictedCount) = (new int[labelCount], new int[labelCount], new int[labelCount]);
        for (int i = 0; i < labels.Count; i++)
        {
            trueCount[labels[i]]++;
            predictedCount[predictions[i]]++;
            if (labels[i] == predictions[i])
                hits[labels[i]]++;
        }
        return Enumerable.Range(0, labelCount).Where(c => trueCount[c] + predictedCount[c] > 0)
            .Select(c => 2.0 * hits[c] / (trueCount[c] + predictedCount[c])).DefaultIfEmpty(0).Average();
    }
}
