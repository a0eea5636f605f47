using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models.Decoders;

/// <summary>
/// The loss of next words, some positions at a time: the scores of all words at all positions, by far the largest tensor of a language model,
/// never exist together.
/// </summary>
internal static class VocabularyLoss
{
    // A processor is quickest where the scores stay near its caches; a GPU has to read the whole table again for each part, and wants few.
    private const long ValuesAtOnce = 1 << 24, ValuesAtOnceOnGpu = 1 << 28;

    /// <summary>The summed cross-entropy, with each position's share of it, and its gradients.</summary>
    /// <param name="head">The head.</param>
    /// <param name="hidden">[positions, hidden], with the graph that made it.</param>
    /// <param name="labels">[positions], 64-bit.</param>
    /// <param name="weights">[positions], or null for 1 each.</param>
    /// <param name="share">Multiplies the loss.</param>
    /// <param name="smoothing">Label smoothing.</param>
    /// <param name="pass">Carries the gradient on to the layers.</param>
    /// <returns>One value, detached.</returns>
    public static Tensor Backward(CausalHead head, Tensor hidden, Tensor labels, Tensor? weights, Scalar share, double smoothing, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var total = zeros([], device: hidden.device);
        var gradients = new List<Tensor>();
        foreach (var (start, count) in Parts(head, hidden))
        {
            using var part = NewDisposeScope();
            var input = hidden.narrow(0, start, count).detach().requires_grad_(hidden.requires_grad);
            var target = labels.narrow(0, start, count);
            var scores = ForwardPass.As(head.Score(input), ScalarType.Float32);
            var loss = weights is null
                ? functional.cross_entropy(scores, target, reduction: Reduction.Sum, label_smoothing: smoothing)
                : functional.cross_entropy(scores, target, reduction: Reduction.None, label_smoothing: smoothing).mul(weights.narrow(0, start, count)).sum();
            loss = loss.mul(share);
            loss.backward();
            total.Gather(loss.detach());
            if (input.grad is { } gradient)
                gradients.Add(gradient.MoveToOuterDisposeScope());
        }
        if (gradients.Count > 0)
            pass.Backward(hidden, cat([.. gradients], 0));
        return total.MoveToOuterDisposeScope();
    }

    /// <summary>The log-probability of each label, [positions], without gradients, and how many labels are the likeliest word.</summary>
    public static (Tensor Logprobs, Tensor Right) Logprobs(CausalHead head, Tensor hidden, Tensor labels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logprobs = new List<Tensor>();
        var right = zeros([], dtype: ScalarType.Int64, device: hidden.device);
        foreach (var (start, count) in Parts(head, hidden))
        {
            using var part = NewDisposeScope();
            var target = labels.narrow(0, start, count);
            var scores = ForwardPass.As(head.Score(hidden.narrow(0, start, count)), ScalarType.Float32);
            right.Gather(scores.argmax(-1).eq(target).sum());
            logprobs.Add(functional.cross_entropy(scores, target, reduction: Reduction.None).neg().MoveToOuterDisposeScope());
        }
        return (cat([.. logprobs], 0).MoveToOuterDisposeScope(), right.MoveToOuterDisposeScope());
    }

    private static IEnumerable<(long Start, long Count)> Parts(CausalHead head, Tensor hidden)
    {
        long all = hidden.shape[0], step = Math.Max(16, (hidden.device_type == TorchSharp.DeviceType.CUDA ? ValuesAtOnceOnGpu : ValuesAtOnce) / head.Vocabulary);
        for (long start = 0; start < all; start += step)
            yield return (start, Math.Min(step, all - start));
    }
}
