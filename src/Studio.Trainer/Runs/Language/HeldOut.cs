using Studio.Trainer.Evaluation.Texts;
using Studio.Trainer.Models;
using Studio.Trainer.Runs.Objectives;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Language;

/// <summary>Rows that a language model is measured on once, when it is done.</summary>
internal sealed class HeldOut
{
    private const int MostAnswers = 128;
    private readonly EncodedRows _rows;
    private readonly IRowSource _source;
    private readonly IReadOnlyList<TrainingRow> _answered;

    private HeldOut(EncodedRows rows, IRowSource source, IReadOnlyList<TrainingRow> answered) => (_rows, _source, _answered) = (rows, source, answered);

    /// <summary>Null where the job brings none, or nothing of them is left to learn.</summary>
    /// <exception cref="TrainingException">A row does not fit the task or the model.</exception>
    public static HeldOut? Take(TrainingJob job, BaseModel started, TaskKind kind, ScalarType type, int maxLength, Device device, CancellationToken cancel)
    {
        if (job.Test is not { Count: > 0 } source || kind is not (TaskKind.CausalLm or TaskKind.Preference or TaskKind.Reward))
            return null;
        var rows = new LanguageEncoder(new(started.Tokenizer, started.Chat, started.EndIds), kind, maxLength, packing: false).Encode(source, cancel);
        if (rows.Rows.Count == 0)
            return null;
        var encoded = EncodedRows.Of(rows);
        if (kind == TaskKind.Preference)
            encoded = encoded with { Reference = PreferenceObjective.Reference(started.Model, encoded, type, device, cancel) };
        return new(encoded, source, [.. source.Read().Where(row => row.Prompt is not null || row.Messages is not null).Take(job.Recipe.Evaluation.PredictWithGenerate ? int.MaxValue : MostAnswers)]);
    }

    /// <summary>The figures of the model as it is now, each with <c>test_</c> before its name; how it did on each row is written into the folder.</summary>
    public Dictionary<string, double> Measure(PreparedRun run, Device device, string folder, CancellationToken cancel)
    {
        var recipe = run.Recipe with { Evaluation = run.Recipe.Evaluation with { PredictWithGenerate = _answered.Count > 0, SamplePrompts = null } };
        using var objective = Objective.Of(run with { Recipe = recipe, Validation = _rows, Samples = _answered, ShownSamples = int.MaxValue }, device);
        var (figures, answers) = objective.Evaluate(cancel);
        MeasuredRows.Write(folder, objective is IPairObjective pairs ? Pairs(pairs.Margins) : Texts(answers));
        var metrics = figures.ToDictionary(m => "test_" + m.Key, m => m.Value);
        metrics["test_rows"] = _rows.Count;
        return metrics;
    }

    private static IEnumerable<MeasuredRow> Texts(IReadOnlyList<SamplePrediction> answers) => answers.Where(a => a.Label is not null)
        .Select(a => new MeasuredRow(a.RowId, a.Text, a.Label!, a.Prediction, a.Prediction.AsSpan().Trim().SequenceEqual(a.Label.AsSpan().Trim()), RougeL.Score(a.Prediction, a.Label!)));

    private IEnumerable<MeasuredRow> Pairs(IReadOnlyList<double> margins)
    {
        var ahead = _rows.Language!.Ids.Zip(margins).ToDictionary(row => row.First, row => row.Second, StringComparer.Ordinal);
        return _source.Read().Where(row => ahead.ContainsKey(row.Id)).Select(row => new MeasuredRow(
            row.Id, row.Prompt ?? (row.Messages is { Count: > 0 } turns ? turns[^1].Content : ""), row.Chosen!, ahead[row.Id] > 0 ? row.Chosen! : row.Rejected!, ahead[row.Id] > 0, ahead[row.Id]));
    }
}
