using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>Sizes and names of a post-norm encoder: BERT, RoBERTa and DistilBERT compute the same and differ in these.</summary>
internal sealed record EncoderShape
{
    public required int Vocabulary { get; init; }
    public required int Hidden { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public required int Intermediate { get; init; }
    public required int Positions { get; init; }

    /// <summary>0 where the family has no token types.</summary>
    public required int TokenTypes { get; init; }
    public required int PadId { get; init; }
    public required double NormEpsilon { get; init; }
    public required double HiddenDropout { get; init; }
    public required double AttentionDropout { get; init; }
    public required Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> Activation { get; init; }
    public required EncoderNames Names { get; init; }

    /// <summary>RoBERTa counts positions from the padding id on and only over real tokens.</summary>
    public bool PositionsAfterPadding { get; init; }

    /// <summary>Tokens that a row may have.</summary>
    public int MaxTokens => PositionsAfterPadding ? Positions - PadId - 1 : Positions;

    public static EncoderShape FromBert(ModelConfig config, string prefix = "bert", bool roberta = false)
    {
        if (config.Text("position_embedding_type") is { } kind and not "absolute")
            throw config.Bad("position_embedding_type", $"is \"{kind}\"; Studio knows \"absolute\"");
        return Check(config, new()
        {
            Vocabulary = config.Integer("vocab_size", 30522),
            Hidden = config.Integer("hidden_size", 768, maximum: 1 << 15),
            Layers = config.Integer("num_hidden_layers", 12, maximum: 256),
            Heads = config.Integer("num_attention_heads", 12, maximum: 1024),
            Intermediate = config.Integer("intermediate_size", 3072, maximum: 1 << 17),
            Positions = config.Integer("max_position_embeddings", 512, maximum: 1 << 20),
            TokenTypes = config.Integer("type_vocab_size", 2, maximum: 1024),
            PadId = config.Integer("pad_token_id", roberta ? 1 : 0, minimum: 0),
            NormEpsilon = config.Number("layer_norm_eps", 1e-12),
            HiddenDropout = config.Number("hidden_dropout_prob", 0.1, maximum: 0.99),
            AttentionDropout = config.Number("attention_probs_dropout_prob", 0.1, maximum: 0.99),
            Activation = Models.Activation.ByName(config, "hidden_act", "gelu"),
            Names = EncoderNames.Bert(prefix),
            PositionsAfterPadding = roberta,
        });
    }

    public static EncoderShape FromDistilBert(ModelConfig config) => Check(config, new()
    {
        Vocabulary = config.Integer("vocab_size", 30522),
        Hidden = config.Integer("dim", 768, maximum: 1 << 15),
        Layers = config.Integer("n_layers", 6, maximum: 256),
        Heads = config.Integer("n_heads", 12, maximum: 1024),
        Intermediate = config.Integer("hidden_dim", 3072, maximum: 1 << 17),
        Positions = config.Integer("max_position_embeddings", 512, maximum: 1 << 20),
        TokenTypes = 0,
        PadId = config.Integer("pad_token_id", 0, minimum: 0),
        NormEpsilon = 1e-12,
        HiddenDropout = config.Number("dropout", 0.1, maximum: 0.99),
        AttentionDropout = config.Number("attention_dropout", 0.1, maximum: 0.99),
        Activation = Models.Activation.ByName(config, "activation", "gelu"),
        Names = EncoderNames.DistilBert,
    });

    private static EncoderShape Check(ModelConfig config, EncoderShape shape)
    {
        if (shape.Hidden % shape.Heads != 0)
            throw config.Bad(config.Json.ContainsKey("dim") ? "dim" : "hidden_size", $"is {shape.Hidden}, which does not divide into {shape.Heads} attention heads");
        return shape.PadId < shape.Vocabulary ? shape : throw config.Bad("pad_token_id", $"is {shape.PadId}, outside the vocabulary of {shape.Vocabulary}");
    }
}
