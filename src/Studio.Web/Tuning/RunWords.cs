using System.Globalization;
using Studio.Core.Tuning;
using Studio.Trainer.Runs.Children;
using Studio.Web.Controls;

namespace Studio.Web.Tuning;

/// <summary>Figures of a run in words, the same on every page.</summary>
public static class RunWords
{
    public static string State(RunState state, string? activity = null) => state switch
    {
        RunState.Queued => "Queued",
        RunState.Running => activity switch
        {
            null => "Training",
            _ when activity.StartsWith(nameof(ChildKind.Fold), StringComparison.Ordinal) => "Cross-validating",
            _ when activity.StartsWith(nameof(ChildKind.Trial), StringComparison.Ordinal) => "Searching",
            _ => "Preparing",
        },
        RunState.Evaluating => "Evaluating",
        RunState.Succeeded => "Succeeded",
        RunState.Failed => "Failed",
        RunState.Paused => "Paused",
        _ => "Cancelled",
    };

    public static string Task(string task) => task switch
    {
        "sequence-classification" => "One label for each text",
        "multi-label" => "Several labels for each text",
        "regression" => "A number for each text",
        "token-classification" => "Spans in each text",
        "masked-lm" => "Fill in hidden words (no labels)",
        "causal-lm" => "Write: continue texts, or answer",
        "preference" => "Prefer the chosen answer (DPO)",
        "reward" => "Score answers (reward model)",
        _ => task,
    };

    /// <summary><c>4 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Span(double? seconds) => seconds switch
    {
        null => "–",
        < 60 => $"{Math.Max(0, seconds.Value):0} s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60} min {(int)seconds % 60} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 3600} h {(int)seconds % 3600 / 60} min"),
    };

    public static string Bytes(long bytes) => bytes switch
    {
        <= 0 => "–",
        < 1 << 30 => $"{bytes / (double)(1 << 20):N0} MiB",
        _ => $"{bytes / (double)(1 << 30):N1} GiB",
    };

    public static string Count(long count) => count switch
    {
        < 10_000 => count.ToString("N0", CultureInfo.InvariantCulture),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.#} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#} M"),
    };

    public static string Share(double value) => value.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>The metric that says most of a run, with its name.</summary>
    public static string Best(IReadOnlyDictionary<string, double> metrics) =>
        metrics.TryGetValue("accuracy", out var accuracy) ? Share(accuracy)
        : metrics.TryGetValue("perplexity", out var perplexity) ? $"perplexity {Studio.Core.Evaluation.LanguageFigures.Figure("perplexity", perplexity)}"
        : metrics.TryGetValue("f1_macro", out var f1) ? Share(f1)
        : metrics.TryGetValue("loss", out var loss) ? RecipeSentences.Number(loss)
        : "";

    public static string Instant(DateTime utc) => Moments.Minute(utc);

    /// <summary>What is safe after an unhappy end, and where going on begins.</summary>
    public static string Kept(RunStatus status) => status switch
    {
        { WeightsSha256: not null } => "The trained weights are kept; going on begins after the training.",
        { CheckpointStep: > 0 } => $"The checkpoint of step {status.CheckpointStep:N0} is kept; going on begins there.",
        _ => "No checkpoint was reached; going on begins anew.",
    };
}
