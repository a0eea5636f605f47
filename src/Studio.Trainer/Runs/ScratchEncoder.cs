using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Runs;

/// <summary>The config.json of an encoder that starts from random weights, with the tokens as a new WordPiece vocabulary numbers them.</summary>
internal static class ScratchEncoder
{
    private const double Theta = 10_000;

    public static ModelConfig Config(ScratchShape shape, int vocabulary, double dropout)
    {
        var json = new JsonObject
        {
            ["model_type"] = shape.ModelType,
            ["vocab_size"] = vocabulary,
            ["hidden_size"] = shape.HiddenSize,
            ["num_hidden_layers"] = shape.NumHiddenLayers,
            ["num_attention_heads"] = shape.NumAttentionHeads,
            ["intermediate_size"] = shape.IntermediateSize,
            ["max_position_embeddings"] = shape.MaxPositionEmbeddings,
            ["initializer_range"] = 0.02,
            ["pad_token_id"] = 0,
        };
        foreach (var (field, value) in shape.ModelType == "modernbert" ? ModernBert(dropout) : Bert(dropout))
            json[field] = value;
        return new(json, "recipe");
    }

    private static Dictionary<string, JsonNode?> Bert(double dropout) => new()
    {
        ["hidden_act"] = "gelu",
        ["hidden_dropout_prob"] = dropout,
        ["attention_probs_dropout_prob"] = dropout,
        ["type_vocab_size"] = 2,
        ["layer_norm_eps"] = 1e-12,
        ["position_embedding_type"] = "absolute",
    };

    // Every layer looks at all tokens: the models that start here read short texts.
    private static Dictionary<string, JsonNode?> ModernBert(double dropout) => new()
    {
        ["hidden_activation"] = "gelu",
        ["classifier_activation"] = "gelu",
        ["classifier_pooling"] = "mean",
        ["classifier_dropout"] = dropout,
        ["embedding_dropout"] = dropout,
        ["attention_dropout"] = dropout,
        ["mlp_dropout"] = dropout,
        ["norm_eps"] = 1e-5,
        ["decoder_bias"] = true,
        ["tie_word_embeddings"] = true,
        ["global_attn_every_n_layers"] = 1,
        ["local_attention"] = 128,
        ["global_rope_theta"] = Theta,
        ["local_rope_theta"] = Theta,
        ["cls_token_id"] = 2,
        ["sep_token_id"] = 3,
        ["bos_token_id"] = 2,
        ["eos_token_id"] = 3,
    };
}
