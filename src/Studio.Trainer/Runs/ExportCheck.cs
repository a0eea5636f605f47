using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>
/// Loads the written model back and lets it answer some rows that the model in memory has answered: what leaves the run has to be what was
/// trained, adapters merged and all, before the run counts as done.
/// </summary>
internal sealed class ExportCheck
{
    private const int Most = 32;
    private const double Tolerance = 5e-3;
    private readonly EncodedRows _rows;
    private readonly int[] _numbers;
    private readonly float[] _expected;

    private ExportCheck(PreparedRun run, EncodedRows rows, int[] numbers, Device device)
    {
        (_rows, _numbers) = (rows, numbers);
        _expected = Answers(run.Base.Model, device);
    }

    /// <summary>Takes the answers of the model as it was trained; null for models whose rows are not answered one by one.</summary>
    public static ExportCheck? Before(PreparedRun run, Device device)
    {
        var rows = run.Validation.Count > 0 ? run.Validation : run.Train;
        return run.Kind is TaskKind.SingleLabel or TaskKind.MultiLabel or TaskKind.Regression or TaskKind.TokenClassification
            ? new(run, rows, [.. BatchPlan.ByLength(rows.Lengths, Most)[^1]], device) : null;
    }

    /// <summary>Compares the folder with what was trained.</summary>
    /// <returns>The greatest difference of a logit.</returns>
    /// <exception cref="TrainingException">The folder answers otherwise, or cannot be loaded.</exception>
    public double After(string folder, Device device)
    {
        try
        {
            using var written = TransformerModel.Load(folder, device: device);
            return Compare(folder, Answers(written, device));
        }
        catch (ModelFormatException e)
        {
            throw new TrainingException($"The model was written and cannot be loaded back: {e.Message} The checkpoint is kept.", e);
        }
    }

    private double Compare(string folder, float[] found)
    {
        double scale = Math.Max(1, _expected.Max(Math.Abs)), difference = _expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Max();
        return found.Length == _expected.Length && difference <= Tolerance * scale ? difference : throw new TrainingException(
            $"The written model in '{folder}' does not answer as the trained one does: a logit differs by {difference:g3}. It is not handed on; the checkpoint is kept.");
    }

    private float[] Answers(TransformerModel model, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (batch, _) = _rows.Collate(_numbers, model.PadId, 0, device);
        return [.. model.Forward(batch, new ForwardPass()).to(float32).cpu().contiguous().data<float>()];
    }
}
