using System.Security.Cryptography;
using Studio.Trainer.Models;

namespace Studio.Trainer.Runs;

/// <summary>What one pass over the rows tells: the kind of task, which labels there are, and a hash that stands for the rows in their order.</summary>
internal sealed record RowCensus(TaskKind Kind, IReadOnlyList<string> Labels, IReadOnlySet<string> TrainLabels, string RowsHash)
{
    /// <exception cref="TrainingException">There is nothing to learn from, or a row does not fit the task.</exception>
    public static RowCensus Take(TrainingJob job, CancellationToken cancel)
    {
        if (job.Train.Count == 0 || job.Train.Read().FirstOrDefault() is not { } first)
            throw new TrainingException("There are no training rows. Label some examples, or check that the split gives the training part any.");
        var kind = job.Recipe.Task switch
        {
            "masked-lm" => TaskKind.MaskedLm,
            "causal-lm" => TaskKind.CausalLm,
            RecipeValidation.Contrastive => TaskKind.Contrastive,
            "preference" => TaskKind.Preference,
            "reward" => TaskKind.Reward,
            "token-classification" => TaskKind.TokenClassification,
            "multi-label" => TaskKind.MultiLabel,
            "regression" => TaskKind.Regression,
            _ => first.Labels is not null ? TaskKind.MultiLabel : first.Target is not null ? TaskKind.Regression : TaskKind.SingleLabel,
        };
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var train = Count(job.Train, kind, "training", sha, cancel);
        var validation = Count(job.Validation, kind, "validation", sha, cancel);
        if (kind is TaskKind.SingleLabel && train.Count == 1)
            throw new TrainingException($"All {job.Train.Count} training rows have the label \"{train.Single()}\". A classifier needs at least two labels to tell apart.");
        if (kind is TaskKind.TokenClassification && train.Count == 1)
            throw new TrainingException($"All words of all {job.Train.Count} training rows have the tag \"{train.Single()}\". There is nothing to find.");
        if (kind is TaskKind.MultiLabel && train.Count == 0)
            throw new TrainingException($"None of the {job.Train.Count} training rows has any label.");
        return new(kind, [.. train.Union(validation).Order(StringComparer.Ordinal)], train, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    private static HashSet<string> Count(IRowSource rows, TaskKind kind, string part, IncrementalHash sha, CancellationToken cancel)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        int number = 0;
        foreach (var row in rows.Read())
        {
            number++;
            if (number % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            if (Missing(row, kind) is { } missing)
                throw new TrainingException($"The {part} row \"{row.Id}\" (number {number}) has {missing}. Label it, or leave it out of the {part} rows.");
            labels.UnionWith(LabelsOf(row, kind));
            RowHash.Append(sha, row);
        }
        RowHash.Append(sha, part);
        return labels;
    }

    private static IEnumerable<string> LabelsOf(TrainingRow row, TaskKind kind) => kind switch
    {
        TaskKind.SingleLabel => [row.Label!],
        TaskKind.MultiLabel => row.Labels!,
        TaskKind.TokenClassification => row.Tags!,
        _ => [],
    };

    private static string? Missing(TrainingRow row, TaskKind kind) => kind switch
    {
        TaskKind.SingleLabel => string.IsNullOrEmpty(row.Label) ? row.Labels is not null ? "a list of labels where the rows before have one label each" : "no label" : null,
        TaskKind.MultiLabel => row.Labels is null ? "no list of labels, as the first row has" : null,
        TaskKind.Regression => row.Target is not { } target ? "no number as label, as the first row has" : double.IsFinite(target) ? null : "a label that is no finite number",
        TaskKind.TokenClassification => row.Tokens is null || row.Tags is null ? "no tokens with tags"
            : row.Tokens.Count != row.Tags.Count ? $"{row.Tags.Count} tags for {row.Tokens.Count} tokens" : null,
        TaskKind.Contrastive => row.Text.Length == 0 || string.IsNullOrEmpty(row.TextPair) ? "not two texts that belong together (text and text_pair)" : null,
        TaskKind.Preference or TaskKind.Reward => string.IsNullOrEmpty(row.Chosen) ? "no preferred answer (chosen)" : string.IsNullOrEmpty(row.Rejected) ? "no other answer (rejected)"
            : row.Chosen == row.Rejected ? "twice the same answer, so that nothing can be preferred" : null,
        TaskKind.CausalLm => row.Messages is { } messages ? messages.Any(m => m is { Role: "assistant", Weight: > 0 }) ? null : "a conversation without a turn of the assistant"
            : row.Prompt is not null ? string.IsNullOrEmpty(row.Completion) ? "a prompt without a completion" : null
            : row.Text.Length == 0 ? "no text, no messages, and no prompt with completion" : null,
        _ => null,
    };
}
