using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Turns tokens into one vector per token.</summary>
internal interface IEncoder
{
    ParameterSet Parameters { get; }

    int HiddenSize { get; }

    int LayerCount { get; }

    /// <summary>Tokens that a row may have.</summary>
    int MaxTokens { get; }

    int VocabularySize { get; }

    int PadId { get; }

    /// <summary>True where the model was made to tell the two texts of a pair apart.</summary>
    bool UsesTypeIds { get; }

    /// <summary>The embedding table whose row <see cref="PadId"/> starts as zeros.</summary>
    string? PaddingRow { get; }

    /// <summary>[rows, tokens, hidden]; vectors of padded tokens mean nothing.</summary>
    Tensor Forward(TokenBatch batch, ForwardPass pass);
}
