using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>The losses of the tasks as sums, so that parts of a batch add up to exactly the loss of the whole.</summary>
public static class TaskLoss
{
    /// <summary>Rows and tokens with this label are not counted.</summary>
    public const long Ignored = -100;

    /// <summary>The summed loss; divided by the sum of <see cref="Weight"/> it is the mean that transformers reports.</summary>
    /// <param name="kind">The kind of task.</param>
    /// <param name="logits">[rows, labels], or [rows, tokens, labels].</param>
    /// <param name="labels">64-bit label ids [rows] or [rows, tokens], for the next word the id of the token that follows; numbers [rows, labels] for multi-label and regression.</param>
    /// <param name="classWeights">[labels], or null.</param>
    /// <param name="smoothing">Share of the target that is spread over all labels (Szegedy and others, 2016).</param>
    public static Tensor Sum(TaskKind kind, Tensor logits, Tensor labels, Tensor? classWeights = null, double smoothing = 0) => kind switch
    {
        TaskKind.SingleLabel or TaskKind.MaskedLm => functional.cross_entropy(logits, labels, classWeights, Ignored, Reduction.Sum, smoothing),
        TaskKind.TokenClassification or TaskKind.CausalLm => functional.cross_entropy(
            logits.reshape(-1, logits.shape[^1]), labels.reshape(-1), classWeights, Ignored, Reduction.Sum, smoothing),
        TaskKind.MultiLabel => functional.binary_cross_entropy_with_logits(logits, labels, reduction: Reduction.Sum),
        TaskKind.Regression => functional.mse_loss(logits.reshape(labels.shape), labels, Reduction.Sum),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>
    /// What each position of a language model is to say, from labels that stand at the words themselves as transformers has them: one place to
    /// the left, and nothing counted at positions that a soft prompt put in front.
    /// </summary>
    /// <param name="labels">[rows, tokens], 64-bit.</param>
    /// <param name="positions">Positions of the logits.</param>
    public static Tensor NextTokens(Tensor labels, long positions)
    {
        long rows = labels.shape[0], tokens = labels.shape[1];
        Tensor Nothing(long count) => full([rows, count], Ignored, dtype: ScalarType.Int64, device: labels.device);
        return cat([Nothing(positions - tokens), labels.narrow(1, 1, tokens - 1), Nothing(1)], 1);
    }

    /// <summary>What the summed loss of rows with these label ids is divided by: their number, or the sum of their labels' weights.</summary>
    public static double Weight(IReadOnlyList<long> labels, IReadOnlyList<double>? classWeights = null) =>
        labels.Where(label => label != Ignored).Sum(label => classWeights?[(int)label] ?? 1);
}
