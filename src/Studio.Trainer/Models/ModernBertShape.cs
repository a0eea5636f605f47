using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>Sizes and switches of ModernBERT's config.json.</summary>
internal sealed record ModernBertShape
{
    public required int Vocabulary { get; init; }
    public required int Hidden { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int Intermediate { get; init; }
    public required int Positions { get; init; }
    public required int PadId { get; init; }

    /// <summary>Every so many layers, from the first on, look at all tokens; the others at a window.</summary>
    public required int GlobalEvery { get; init; }

    /// <summary>Tokens of a window, both sides together.</summary>
    public required int Window { get; init; }
    public required double GlobalTheta { get; init; }
    public required double LocalTheta { get; init; }
    public required double NormEpsilon { get; init; }
    public required bool NormBias { get; init; }
    public required bool AttentionBias { get; init; }
    public required bool MlpBias { get; init; }
    public required double EmbeddingDropout { get; init; }
    public required double AttentionDropout { get; init; }
    public required double MlpDropout { get; init; }
    public required Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> Activation { get; init; }

    public static ModernBertShape From(ModelConfig config)
    {
        double theta = config.Number("global_rope_theta", 160_000, minimum: 1);
        var shape = new ModernBertShape
        {
            Vocabulary = config.Integer("vocab_size", 50368),
            Hidden = config.Integer("hidden_size", 768, maximum: 1 << 15),
            Layers = config.Integer("num_hidden_layers", 22, maximum: 256),
            Heads = config.Integer("num_attention_heads", 12, maximum: 1024),
            Intermediate = config.Integer("intermediate_size", 1152, maximum: 1 << 17),
            Positions = config.Integer("max_position_embeddings", 8192, maximum: 1 << 20),
            PadId = config.Integer("pad_token_id", 50283, minimum: 0),
            GlobalEvery = config.Integer("global_attn_every_n_layers", 3, maximum: 256),
            Window = config.Integer("local_attention", 128, maximum: 1 << 20),
            GlobalTheta = theta,
            LocalTheta = config.Number("local_rope_theta", theta, minimum: 1),
            NormEpsilon = config.Number("norm_eps", 1e-5),
            NormBias = config.Flag("norm_bias", false),
            AttentionBias = config.Flag("attention_bias", false),
            MlpBias = config.Flag("mlp_bias", false),
            EmbeddingDropout = config.Number("embedding_dropout", 0, maximum: 0.99),
            AttentionDropout = config.Number("attention_dropout", 0, maximum: 0.99),
            MlpDropout = config.Number("mlp_dropout", 0, maximum: 0.99),
            Activation = Models.Activation.ByName(config, "hidden_activation", "gelu"),
        };
        if (shape.Hidden % (2 * shape.Heads) != 0)
            throw config.Bad("hidden_size", $"is {shape.Hidden}, which does not divide into {shape.Heads} attention heads of an even size");
        return shape.PadId < shape.Vocabulary ? shape : throw config.Bad("pad_token_id", $"is {shape.PadId}, outside the vocabulary of {shape.Vocabulary}");
    }
}
