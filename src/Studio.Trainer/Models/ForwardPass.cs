using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>How one forward pass is run.</summary>
/// <param name="training">True applies dropout.</param>
/// <param name="keepHiddenStates">True collects the embeddings and each layer's output in <see cref="HiddenStates"/>.</param>
public sealed class ForwardPass(bool training = false, bool keepHiddenStates = false)
{
    private readonly LayerCheckpoints _checkpoints = new();
    private int _layer = -1;
    private int _draws;

    /// <summary>[rows, tokens, hidden] each: first the embeddings, then every layer.</summary>
    public List<Tensor> HiddenStates { get; } = [];

    internal bool KeepsHiddenStates => keepHiddenStates;

    public bool Training => training;

    /// <summary>
    /// The element type of all that lies between embeddings and logits. Weights stay as they are and are converted where they are used, so
    /// that with <c>BFloat16</c> their gradients and updates are still of 32 bits.
    /// </summary>
    public ScalarType ComputeType { get; init; } = ScalarType.Float32;

    /// <summary>Where the dropout of each layer begins; null goes on with what the process's generator gives.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// Keeps only the layers' inputs and computes the rest again on the way back (Chen and others, 2016): the same numbers with far less memory
    /// and about a third more work. Needs <see cref="Backward(Tensor)"/> in place of the loss's own, and a <see cref="Seed"/> where dropout applies.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>Computes the gradients of everything that learns.</summary>
    /// <param name="loss">One value.</param>
    public void Backward(Tensor loss)
    {
        loss.backward();
        _checkpoints.Backward();
    }

    /// <summary>As <see cref="Backward(Tensor)"/>, from a gradient that is known already.</summary>
    internal void Backward(Tensor output, Tensor gradient)
    {
        output.backward([gradient]);
        _checkpoints.Backward();
    }

    /// <summary>What goes into the first layer, in the pass's element type.</summary>
    internal Tensor Enter(Tensor x) => As(x, ComputeType);

    /// <summary>Runs a layer in its place.</summary>
    /// <param name="number">0 for the first; decides its dropout.</param>
    /// <param name="x">What goes in.</param>
    /// <param name="layer">The layer; it may be called again on the way back.</param>
    internal Tensor Layer(int number, Tensor x, Func<Tensor, Tensor> layer)
    {
        // The layer draws the same numbers whenever it is computed, and whatever was computed before it.
        Tensor Seeded(Tensor input)
        {
            (_layer, _draws) = (number, 0);
            if (training && Seed is { } seed)
                manual_seed(unchecked(seed + ((number + 1) * 0x5851f42d4c957f2d)) & long.MaxValue);
            return layer(input);
        }
        return Checkpointing && is_grad_enabled() ? _checkpoints.Run(x, Seeded) : Seeded(x);
    }

    internal Tensor Dropout(Tensor x, double probability)
    {
        if (!training || probability <= 0)
            return x;
        return DrawsMasks(x)
            ? x.mul(DropoutMask.Draw(x, probability, Runs.Randomness.Mix(Runs.Randomness.Mix((ulong)Seed!.Value ^ (ulong)(_layer + 1)) + (ulong)_draws++)))
            : functional.dropout(x, probability, true);
    }

    /// <summary>Whether dropout on such a tensor comes from <see cref="DropoutMask"/> rather than from libtorch.</summary>
    internal bool DrawsMasks(Tensor x) => Seed is not null && DropoutMask.Supports(x);

    internal Tensor Record(Tensor hidden)
    {
        if (keepHiddenStates)
            HiddenStates.Add(hidden);
        return hidden;
    }

    /// <summary>The tensor itself where it already is of the type.</summary>
    internal static Tensor As(Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.to_type(type);
}
