using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Turns an encoder's vectors into logits.</summary>
internal interface ITaskHead
{
    /// <summary>The batch that asks for the vectors which the head reads.</summary>
    TokenBatch Reading(TokenBatch batch);

    /// <param name="hidden">The vectors that it asked for: [answers, hidden], or [rows, tokens, hidden].</param>
    /// <param name="batch">The tokens themselves.</param>
    /// <param name="pass">Says whether dropout applies.</param>
    Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass);
}
