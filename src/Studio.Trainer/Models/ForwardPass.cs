using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>How one forward pass is run.</summary>
/// <param name="training">True applies dropout.</param>
/// <param name="keepHiddenStates">True collects the embeddings and each layer's output in <see cref="HiddenStates"/>.</param>
public sealed class ForwardPass(bool training = false, bool keepHiddenStates = false)
{
    /// <summary>[rows, tokens, hidden] each: first the embeddings, then every layer.</summary>
    public List<Tensor> HiddenStates { get; } = [];

    public bool Training => training;

    internal Tensor Dropout(Tensor x, double probability) => training && probability > 0 ? functional.dropout(x, probability, true) : x;

    internal Tensor Record(Tensor hidden)
    {
        if (keepHiddenStates)
            HiddenStates.Add(hidden);
        return hidden;
    }
}
