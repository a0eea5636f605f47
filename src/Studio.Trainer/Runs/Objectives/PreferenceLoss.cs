using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>Losses on pairs of answers, of which one is preferred, by how much more likely each became than it was for the reference model.</summary>
internal static class PreferenceLoss
{
    /// <summary>Names that a recipe may give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sigmoid", "robust", "hinge", "ipo"];

    /// <summary>One loss for each pair.</summary>
    /// <param name="kind"><c>sigmoid</c> is DPO (Rafailov and others, 2023), <c>robust</c> expects wrong labels (Chowdhury and others, 2024), <c>hinge</c> is SLiC's, <c>ipo</c> Azar and others', 2023.</param>
    /// <param name="chosen">Log-probabilities of the preferred answers less those of the reference, [pairs]; for <c>ipo</c> the mean over tokens.</param>
    /// <param name="rejected">The same for the others.</param>
    /// <param name="beta">How far the model may move from the reference.</param>
    /// <param name="smoothing">The share of pairs that is expected to be labelled the wrong way round.</param>
    public static Tensor Of(string kind, Tensor chosen, Tensor rejected, double beta, double smoothing)
    {
        using Scalar scale = beta, keep = 1 - smoothing, flip = smoothing, one = 1.0, target = 1 / (2 * beta), normal = 1 / (1 - 2 * smoothing);
        var gap = chosen - rejected;
        var sure = functional.logsigmoid(gap.mul(scale)).neg();
        var wrong = functional.logsigmoid(gap.mul(scale).neg()).neg();
        return kind switch
        {
            "sigmoid" => smoothing == 0 ? sure : sure.mul(keep).Plus(wrong.mul(flip)),
            "robust" => (sure.mul(keep) - wrong.mul(flip)).mul(normal),
            "hinge" => functional.relu(gap.mul(scale).neg().Plus(one)),
            "ipo" => gap.sub(target).square(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
