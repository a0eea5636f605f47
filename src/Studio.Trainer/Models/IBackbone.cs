using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Turns tokens into one vector per token.</summary>
internal interface IBackbone
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

    /// <summary>[virtual tokens, hidden], put in front of every row in place of the first tokens of the batch; null for none.</summary>
    Tensor? SoftPrompt { get; set; }

    /// <summary>The table of word embeddings, [vocabulary, hidden].</summary>
    Tensor WordTable { get; }

    /// <summary>The embedding table whose row <see cref="PadId"/> starts as zeros.</summary>
    string? PaddingRow { get; }

    /// <summary>[rows, tokens, hidden], where vectors of padded tokens mean nothing; [answers, hidden] where the batch names the positions to answer.</summary>
    Tensor Forward(TokenBatch batch, ForwardPass pass);
}
