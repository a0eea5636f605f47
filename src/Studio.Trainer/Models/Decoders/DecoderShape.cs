using TorchSharp;

namespace Studio.Trainer.Models.Decoders;

/// <summary>
/// What tells one family of decoders from another. All of them compute the same: embeddings, layers of causal attention and feed-forward with
/// residual sums, a last normalization, and a table that turns vectors into scores of words.
/// </summary>
internal sealed record DecoderShape
{
    public required int Vocabulary { get; init; }
    public required int Hidden { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; each serves several heads of queries (Ainslie and others, 2023).</summary>
    public required int KeyValueHeads { get; init; }
    public required int HeadSize { get; init; }
    public required int Intermediate { get; init; }
    public required int Positions { get; init; }

    /// <summary>-1 where the config names none.</summary>
    public required int PadId { get; init; }
    public required double NormEpsilon { get; init; }
    public required Func<torch.Tensor, torch.Tensor> Activation { get; init; }
    public required DecoderNames Names { get; init; }

    /// <summary>Null for learned positions.</summary>
    public Rope? Rope { get; init; }

    /// <summary>Rotary positions of the layers with a window, where they differ (Gemma 3).</summary>
    public Rope? LocalRope { get; init; }

    /// <summary>A token sees this many tokens, itself included, in the layers of <see cref="Sliding"/>.</summary>
    public int? Window { get; init; }

    /// <summary>True for the layers with a window; one for each layer.</summary>
    public IReadOnlyList<bool> Sliding { get; init; } = [];

    /// <summary>The word table is also the last layer.</summary>
    public bool Tied { get; init; }

    /// <summary>Query, key and value layers have a bias (Qwen2, GPT-2).</summary>
    public bool QueryBias { get; init; }

    /// <summary>The attention's last layer has a bias.</summary>
    public bool OutputBias { get; init; }

    public bool FeedForwardBias { get; init; }

    /// <summary>Activation of one projection times another (Shazeer, 2020); false is a plain two-layer feed-forward.</summary>
    public bool Gated { get; init; } = true;

    /// <summary>Normalizes each head of queries and keys (Qwen3, Gemma 3).</summary>
    public bool NormalizesHeads { get; init; }

    /// <summary>Root mean square normalization; false is layer normalization with a bias.</summary>
    public bool RootMeanSquare { get; init; } = true;

    /// <summary>The stored weights of normalizations are the factors less one (Gemma).</summary>
    public bool NormPlusOne { get; init; }

    /// <summary>Multiplies the word embeddings; 1 leaves them.</summary>
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>Multiplies the scores of attention; null is 1 / √head size.</summary>
    public double? AttentionScale { get; init; }

    /// <summary>Bends scores of attention smoothly to lie within ± this (Gemma 2); 0 for not at all.</summary>
    public double AttentionCap { get; init; }

    /// <summary>As <see cref="AttentionCap"/>, for the scores of words.</summary>
    public double LogitCap { get; init; }

    public double EmbeddingDropout { get; init; }

    public double AttentionDropout { get; init; }

    public double ResidualDropout { get; init; }

    public bool IsSliding(int layer) => Window is not null && layer < Sliding.Count && Sliding[layer];
}
