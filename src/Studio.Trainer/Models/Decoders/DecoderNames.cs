namespace Studio.Trainer.Models.Decoders;

/// <summary>What a family calls its weights. {0} stands for the number of the layer; several names for one part mean that the file keeps them apart.</summary>
internal sealed record DecoderNames
{
    public required string Words { get; init; }

    /// <summary>The table of learned positions.</summary>
    public string? Positions { get; init; }
    public required string Layer { get; init; }
    public required IReadOnlyList<string> QueryKeyValue { get; init; }
    public required string AttentionOutput { get; init; }

    /// <summary>Gate and up projection, or the one layer of a feed-forward without gate.</summary>
    public required IReadOnlyList<string> Up { get; init; }
    public required string Down { get; init; }
    public required string AttentionNorm { get; init; }

    /// <summary>Normalizes the attention's answer before the residual sum (Gemma).</summary>
    public string? AfterAttentionNorm { get; init; }
    public required string FeedForwardNorm { get; init; }

    /// <summary>Normalizes the feed-forward's answer before the residual sum (Gemma).</summary>
    public string? AfterFeedForwardNorm { get; init; }
    public required string LastNorm { get; init; }

    /// <summary>The weights are stored as [input, output].</summary>
    public bool Transposed { get; init; }

    public static DecoderNames Llama { get; } = new()
    {
        Words = "model.embed_tokens.weight",
        Layer = "model.layers.{0}.",
        QueryKeyValue = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
        AttentionOutput = "self_attn.o_proj",
        Up = ["mlp.gate_proj", "mlp.up_proj"],
        Down = "mlp.down_proj",
        AttentionNorm = "input_layernorm",
        FeedForwardNorm = "post_attention_layernorm",
        LastNorm = "model.norm",
    };

    public static DecoderNames Phi3 { get; } = Llama with { QueryKeyValue = ["self_attn.qkv_proj"], Up = ["mlp.gate_up_proj"] };

    public static DecoderNames Gemma { get; } = Llama with
    {
        AfterAttentionNorm = "post_attention_layernorm",
        FeedForwardNorm = "pre_feedforward_layernorm",
        AfterFeedForwardNorm = "post_feedforward_layernorm",
    };

    public static DecoderNames Gpt2 { get; } = new()
    {
        Words = "transformer.wte.weight",
        Positions = "transformer.wpe.weight",
        Layer = "transformer.h.{0}.",
        QueryKeyValue = ["attn.c_attn"],
        AttentionOutput = "attn.c_proj",
        Up = ["mlp.c_fc"],
        Down = "mlp.c_proj",
        AttentionNorm = "ln_1",
        FeedForwardNorm = "ln_2",
        LastNorm = "transformer.ln_f",
        Transposed = true,
    };
}
