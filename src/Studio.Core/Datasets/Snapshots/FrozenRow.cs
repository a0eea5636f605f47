using System.Globalization;
using System.Text.Json;
using Studio.Core.Datasets.Dialogues;
using Studio.Core.Datasets.Examples;
using Studio.Trainer.Runs;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>A frozen example as a row to learn from: the same label is a class, a set, a number or tags, as the task asks.</summary>
internal static class FrozenRow
{
    /// <exception cref="TrainingException">The label is of another kind than the task needs.</exception>
    public static TrainingRow ToTraining(SnapshotRow row, string? task)
    {
        var training = new TrainingRow { Id = row.Id.ToString(CultureInfo.InvariantCulture), Text = row.Text, Label = row.Label };
        var answer = row.Answer is null ? null : ExampleAnswer.Parse(row.Answer);
        return task switch
        {
            "causal-lm" or "preference" or "reward" when row.Dialogue is not null => Spoken(training, row.Dialogue, task),
            "multi-label" => training with { Label = null, Labels = answer?.Labels ?? (row.Label is null ? null : [row.Label]) },
            "regression" => training with { Label = null, Target = Number(row) },
            "token-classification" when answer?.Spans is not null => Tagged(training, answer),
            _ => training with { Labels = answer?.Labels },
        };
    }

    // Whoever learns to say the next word learns the preferred answer of a pair.
    private static TrainingRow Spoken(TrainingRow row, string json, string task)
    {
        using var fields = JsonDocument.Parse(json);
        var spoken = Dialogue.ToRow(fields.RootElement, row with { Text = "" });
        if (task != "causal-lm" || spoken.Chosen is not { } chosen)
            return spoken;
        return spoken.Messages is { } before
            ? spoken with { Messages = [.. before.Select(m => m with { Weight = 0 }), new("assistant", chosen)], Chosen = null, Rejected = null }
            : spoken with { Prompt = spoken.Prompt ?? "", Completion = chosen, Chosen = null, Rejected = null };
    }

    private static double? Number(SnapshotRow row)
    {
        if (row.Label is null)
            return null;
        return double.TryParse(row.Label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new TrainingException($"Example {row.Id} has the label “{row.Label}”, and a regression needs a number, such as 3.5.");
    }

    private static TrainingRow Tagged(TrainingRow row, ExampleAnswer answer)
    {
        try
        {
            var (tokens, tags) = AnswerWords.ToTags(row.Text, answer);
            return row with { Tokens = tokens, Tags = tags };
        }
        catch (ArgumentException problem)
        {
            throw new TrainingException($"Example {row.Id} cannot be learned from: {problem.Message.Split(" (Parameter")[0]}");
        }
    }
}
