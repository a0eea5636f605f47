using Studio.Trainer.Models;
using Studio.Trainer.Runs.Objectives;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Language;

/// <summary>Rows that a language model is measured on once, when it is done.</summary>
internal sealed class HeldOut
{
    private const int MostAnswers = 128;
    private readonly EncodedRows _rows;
    private readonly IReadOnlyList<TrainingRow> _answered;

    private HeldOut(EncodedRows rows, IReadOnlyList<TrainingRow> answered) => (_rows, _answered) = (rows, answered);

    /// <summary>Null where the job brings none, or nothing of them is left to learn.</summary>
    /// <exception cref="TrainingException">A row does not fit the task or the model.</exception>
    public static HeldOut? Take(TrainingJob job, BaseModel started, TaskKind kind, int maxLength, Device device, CancellationToken cancel)
    {
        if (job.Test is not { Count: > 0 } source || kind is not (TaskKind.CausalLm or TaskKind.Preference or TaskKind.Reward))
            return null;
        var rows = new LanguageEncoder(new(started.Tokenizer, started.Chat, started.EndIds), kind, maxLength, packing: false).Encode(source, cancel);
        if (rows.Rows.Count == 0)
            return null;
        var encoded = EncodedRows.Of(rows);
        if (kind == TaskKind.Preference)
            encoded = encoded with { Reference = PreferenceObjective.Reference(started.Model, encoded, job.Recipe.ComputeType, device, cancel) };
        return new(encoded, [.. source.Read().Where(row => row.Prompt is not null || row.Messages is not null).Take(job.Recipe.Evaluation.PredictWithGenerate ? int.MaxValue : MostAnswers)]);
    }

    /// <summary>The figures of the model as it is now, each with <c>test_</c> before its name.</summary>
    public Dictionary<string, double> Measure(PreparedRun run, Device device, CancellationToken cancel)
    {
        var recipe = run.Recipe with { Evaluation = run.Recipe.Evaluation with { PredictWithGenerate = _answered.Count > 0, SamplePrompts = null } };
        using var objective = Objective.Of(run with { Recipe = recipe, Validation = _rows, Samples = _answered }, device);
        var metrics = objective.Evaluate(cancel).Metrics.ToDictionary(m => "test_" + m.Key, m => m.Value);
        metrics["test_rows"] = _rows.Count;
        return metrics;
    }
}
