using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>
/// Loads the written model back and lets it answer some rows that the model in memory has answered: what leaves the run has to be what was
/// trained, adapters merged and all, before the run counts as done.
/// </summary>
public sealed class ExportCheck
{
    private const int Most = 32, ArbitraryTokens = 16;
    private const double Tolerance = 5e-3;
    private readonly Func<TransformerModel, TokenBatch> _batch;
    private readonly float[] _expected;

    private ExportCheck(TransformerModel model, Func<TransformerModel, TokenBatch> batch)
    {
        _batch = batch;
        _expected = Answers(model);
    }

    /// <summary>Takes the model's answers to rows of arbitrary tokens.</summary>
    public static ExportCheck Before(TransformerModel model) => new(model, Arbitrary);

    /// <summary>Takes the answers of the model as it was trained, to rows of the run where they are answered one by one.</summary>
    internal static ExportCheck Before(PreparedRun run, Device device)
    {
        if (run.Kind is not (TaskKind.SingleLabel or TaskKind.MultiLabel or TaskKind.Regression or TaskKind.TokenClassification))
            return Before(run.Base.Model);
        var rows = run.ValidationCount > 0 ? run.Validation : run.Train;
        int[] numbers = [.. BatchPlan.ByLength(rows.Lengths, Most)[^1]];
        return new(run.Base.Model, model => rows.Collate(numbers, model.PadId, 0, device).Batch);
    }

    /// <summary>Writes a run's model, and its adapter where it has one, and compares what was written with what was trained.</summary>
    /// <returns>The weights' SHA-256 and the greatest difference of a logit.</returns>
    /// <exception cref="TrainingException">The folder answers otherwise, or cannot be loaded.</exception>
    internal static (string WeightsSha256, double Difference) Export(PreparedRun run, string modelFolder, string adapterFolder, Device device)
    {
        var check = Before(run, device);
        string hash = ModelWriter.Write(modelFolder, adapterFolder, run.Base.Model, run.Base.Tokenizer, run.Recipe, run.AddsChatTemplate ? run.Base.Chat!.Source : null);
        return (hash, check.After(modelFolder, device));
    }

    /// <summary>Compares the folder with what was trained.</summary>
    /// <returns>The greatest difference of a logit.</returns>
    /// <exception cref="TrainingException">The folder answers otherwise, or cannot be loaded.</exception>
    public double After(string folder, Device? device = null)
    {
        try
        {
            using var written = TransformerModel.Load(folder, device: device);
            return Compare(folder, Answers(written));
        }
        catch (ModelFormatException e)
        {
            throw new TrainingException($"The model was written and cannot be loaded back: {e.Message} What it was made of is kept.", e);
        }
    }

    private double Compare(string folder, float[] found)
    {
        double scale = Math.Max(1, _expected.Max(Math.Abs)), difference = _expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Max();
        return found.Length == _expected.Length && difference <= Tolerance * scale ? difference : throw new TrainingException(
            $"The written model in '{folder}' does not answer as the trained one does: a logit differs by {difference:g3}. It is not handed on; what it was made of is kept.");
    }

    /// <summary>Of a model that answers every token of arbitrary ones, what it says at the last is enough.</summary>
    private float[] Answers(TransformerModel model)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logits = model.Forward(_batch(model), new ForwardPass());
        if (model.Task.Kind is TaskKind.CausalLm or TaskKind.MaskedLm)
            logits = logits.select(1, logits.shape[1] - 1);
        return [.. logits.to(float32).cpu().contiguous().data<float>()];
    }

    private static TokenBatch Arbitrary(TransformerModel model)
    {
        int tokens = Math.Min(ArbitraryTokens, model.MaxTokens);
        long[] ids = [.. Enumerable.Range(0, Most * tokens).Select(i => (long)(Randomness.For(0, "export", i) % (ulong)model.VocabularySize))];
        return new(tensor(ids, [Most, tokens], device: model.Device)) { PadsRight = true };
    }
}
