using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Language;

/// <summary>Texts of another kind than the run's, and how well the base model says them: what a tuned model says worse it has forgotten.</summary>
internal sealed class GeneralSet
{
    private const int RowsAtOnce = 16, MostRows = 512;
    private readonly IReadOnlyList<LanguageRow> _rows;

    private GeneralSet(IReadOnlyList<LanguageRow> rows, TransformerModel model, ScalarType type, Device device, CancellationToken cancel) =>
        (_rows, Before) = (rows, Loss(rows, model, type, device, cancel));

    /// <summary>Mean loss of a token before the first step.</summary>
    public double Before { get; }

    /// <summary>The base model's score; null where the recipe does not ask for it, or the model starts from random weights and knows nothing yet.</summary>
    /// <exception cref="TrainingException">The recipe names texts that the job does not bring, or none of them can be read.</exception>
    public static GeneralSet? Take(TrainingJob job, BaseModel started, ScalarType type, int maxLength, Device device, CancellationToken cancel)
    {
        if (job.Recipe.Evaluation.GeneralSet is not { } name || job.Recipe.BaseModel == BaseModel.Scratch)
            return null;
        var source = name == GeneralTexts.Name ? GeneralTexts.Rows : job.General
            ?? throw new TrainingException($"The general set \"{name}\" (evaluation.general_set) is not here. Use \"{GeneralTexts.Name}\", or leave it out.");
        var tokens = new DialogueTokens(started.Tokenizer, started.Chat, started.EndIds);
        var rows = new LanguageEncoder(tokens, TaskKind.CausalLm, maxLength, packing: false).Encode(new RowList([.. source.Read().Take(MostRows)]), cancel).Rows;
        return rows.Count > 0 ? new(rows, started.Model, type, device, cancel)
            : throw new TrainingException($"The general set \"{name}\" (evaluation.general_set) has no text to score.");
    }

    /// <summary>Mean loss of a token with the model as it is now.</summary>
    public double Score(TransformerModel model, ScalarType type, Device device, CancellationToken cancel) => Loss(_rows, model, type, device, cancel);

    private static double Loss(IReadOnlyList<LanguageRow> rows, TransformerModel model, ScalarType type, Device device, CancellationToken cancel)
    {
        using var noGrad = no_grad();
        var (loss, count) = (0.0, 0L);
        foreach (int[] numbers in BatchPlan.ByLength([.. rows.Select(row => row.Ids.Length)], RowsAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = LanguageBatch.Of([.. numbers.Select(n => rows[n])], model.PadId, device);
            loss -= VocabularyLoss.Logprobs(model.CausalHead!, model.Hidden(batch.Batch, new ForwardPass { ComputeType = type }), batch.Labels).Logprobs.to_type(ScalarType.Float64).sum().item<double>();
            count += batch.Labels.NumberOfElements;
        }
        return loss / Math.Max(1, count);
    }
}
