using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Models.Decoders;

/// <summary>The shapes of decoders by <c>model_type</c>, with transformers' defaults for what a config leaves out.</summary>
internal static class DecoderFamilies
{
    /// <summary>The families, by the names of their config files.</summary>
    public static IReadOnlyList<string> Names { get; } = ["llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text", "phi3", "gpt2"];

    /// <exception cref="ModelFormatException">A field is missing, unfit, or asks for something that is not known.</exception>
    public static DecoderShape Read(ModelConfig config) => Check(config, config.ModelType switch
    {
        "llama" => Llama(config),
        "mistral" => Llama(config) with { Window = Window(config, "sliding_window"), Sliding = All(config, true) },
        "qwen2" => Windows(config, Llama(config) with { QueryBias = true, OutputBias = false, FeedForwardBias = false }),
        "qwen3" => Windows(config, Llama(config, headSize: 128) with { NormalizesHeads = true }),
        "phi3" => Llama(config) with
        {
            Names = DecoderNames.Phi3,
            QueryBias = false,
            OutputBias = false,
            FeedForwardBias = false,
            Window = Window(config, "sliding_window"),
            Sliding = All(config, true),
            EmbeddingDropout = Dropout(config, "embd_pdrop"),
            ResidualDropout = Dropout(config, "resid_pdrop"),
        },
        "gemma2" => Gemma(config, pattern: 2) with
        {
            AttentionCap = config.Number("attn_logit_softcapping", config.Json.ContainsKey("attn_logit_softcapping") ? 0 : 50),
            LogitCap = config.Number("final_logit_softcapping", config.Json.ContainsKey("final_logit_softcapping") ? 0 : 30),
        },
        "gemma3_text" => Gemma3(config),
        "gpt2" => Gpt2(config),
        var type => throw config.Bad("model_type", $"is \"{type}\"; Studio reads {string.Join(", ", Names)}"),
    });

    private static DecoderShape Llama(ModelConfig config, int? headSize = null)
    {
        int hidden = config.Integer("hidden_size", maximum: 1 << 16), heads = config.Integer("num_attention_heads", maximum: 4096);
        if (config.Json["head_dim"] is null && headSize is null && hidden % heads != 0)
            throw config.Bad("hidden_size", $"is {hidden}, which does not divide into {heads} attention heads");
        int size = config.Integer("head_dim", headSize ?? hidden / heads, maximum: 1024);
        bool bias = config.Flag("attention_bias", false);
        return new()
        {
            Vocabulary = config.Integer("vocab_size"),
            Hidden = hidden,
            Layers = config.Integer("num_hidden_layers", maximum: 512),
            Heads = heads,
            KeyValueHeads = config.Integer("num_key_value_heads", heads, maximum: 4096),
            HeadSize = size,
            Intermediate = config.Integer("intermediate_size", maximum: 1 << 18),
            Positions = config.Integer("max_position_embeddings", 2048, maximum: 1 << 24),
            PadId = config.Json["pad_token_id"] is JsonValue ? config.Integer("pad_token_id", minimum: -1) : -1,
            NormEpsilon = config.Number("rms_norm_eps", 1e-6, maximum: 1),
            Activation = Models.Activation.ByName(config, "hidden_act", "silu"),
            Names = DecoderNames.Llama,
            Rope = Rope.Read(config, size),
            Tied = config.Flag("tie_word_embeddings", false),
            QueryBias = bias,
            OutputBias = bias,
            FeedForwardBias = config.Flag("mlp_bias", false),
            AttentionDropout = Dropout(config, "attention_dropout"),
        };
    }

    private static DecoderShape Gemma(ModelConfig config, int pattern)
    {
        var shape = Llama(config, headSize: 256);
        return Windows(config, shape with
        {
            Names = DecoderNames.Gemma,
            Activation = Models.Activation.ByName(config, config.Json["hidden_activation"] is null ? "hidden_act" : "hidden_activation", "gelu_pytorch_tanh"),
            NormPlusOne = true,
            Tied = config.Flag("tie_word_embeddings", true),
            EmbeddingScale = Math.Sqrt(shape.Hidden),
            AttentionScale = 1 / Math.Sqrt(config.Number("query_pre_attn_scalar", 256, 1e-6)),
            Window = Window(config, "sliding_window") ?? 4096,
            Sliding = [.. Enumerable.Range(1, shape.Layers).Select(number => number % pattern != 0)],
        });
    }

    private static DecoderShape Gemma3(ModelConfig config)
    {
        if (config.Flag("use_bidirectional_attention", false))
            throw config.Bad("use_bidirectional_attention", "is true; a model that looks ahead does not write");
        int pattern = config.Integer(config.Json["sliding_window_pattern"] is null ? "_sliding_window_pattern" : "sliding_window_pattern", 6, maximum: 512);
        var shape = Gemma(config, pattern);
        return shape with
        {
            NormalizesHeads = true,
            Rope = Rope.Read(config, shape.HeadSize, theta: 1_000_000),
            LocalRope = Rope.Read(config, shape.HeadSize, "sliding_attention", "rope_local_base_freq", scaled: false),
            AttentionCap = config.Number("attn_logit_softcapping", 0),
            LogitCap = config.Number("final_logit_softcapping", 0),
        };
    }

    private static DecoderShape Gpt2(ModelConfig config)
    {
        foreach (var (field, needed) in new[] { ("scale_attn_weights", true), ("scale_attn_by_inverse_layer_idx", false), ("add_cross_attention", false) })
            if (config.Flag(field, needed) != needed)
                throw config.Bad(field, $"is {(needed ? "false" : "true")}, which Studio does not know how to compute");
        int hidden = config.Integer("n_embd", 768, maximum: 1 << 16), heads = config.Integer("n_head", 12, maximum: 4096);
        if (hidden % heads != 0)
            throw config.Bad("n_embd", $"is {hidden}, which does not divide into {heads} attention heads");
        return new()
        {
            Vocabulary = config.Integer("vocab_size", 50257),
            Hidden = hidden,
            Layers = config.Integer("n_layer", 12, maximum: 512),
            Heads = heads,
            KeyValueHeads = heads,
            HeadSize = hidden / heads,
            Intermediate = config.Integer("n_inner", 4 * hidden, maximum: 1 << 18),
            Positions = config.Integer("n_positions", 1024, maximum: 1 << 20),
            PadId = config.Json["pad_token_id"] is JsonValue ? config.Integer("pad_token_id", minimum: -1) : -1,
            NormEpsilon = config.Number("layer_norm_epsilon", 1e-5, maximum: 1),
            Activation = Models.Activation.ByName(config, "activation_function", "gelu_new"),
            Names = DecoderNames.Gpt2,
            Gated = false,
            RootMeanSquare = false,
            Tied = config.Flag("tie_word_embeddings", true),
            QueryBias = true,
            OutputBias = true,
            FeedForwardBias = true,
            EmbeddingDropout = Dropout(config, "embd_pdrop", 0.1),
            AttentionDropout = Dropout(config, "attn_pdrop", 0.1),
            ResidualDropout = Dropout(config, "resid_pdrop", 0.1),
        };
    }

    /// <summary>Which layers have a window: by <c>layer_types</c>, else by the older fields of Qwen.</summary>
    private static DecoderShape Windows(ModelConfig config, DecoderShape shape)
    {
        if (config.Json["use_sliding_window"] is not null && !config.Flag("use_sliding_window", false))
            return shape with { Window = null, Sliding = [] };
        if (config.Json["layer_types"] is JsonArray kinds)
        {
            string[] names = [.. kinds.Select(k => k?.ToString() ?? "")];
            if (names.Length != shape.Layers || names.Any(n => n is not ("full_attention" or "sliding_attention")))
                throw config.Bad("layer_types", $"does not name full_attention or sliding_attention for each of {shape.Layers} layers");
            return shape with { Window = names.Contains("sliding_attention") ? Window(config, "sliding_window") ?? shape.Window : null, Sliding = [.. names.Select(n => n == "sliding_attention")] };
        }
        if (shape.Sliding.Count > 0 || config.ModelType is not ("qwen2" or "qwen3") || !config.Flag("use_sliding_window", false))
            return shape;
        int first = config.Integer("max_window_layers", 28, minimum: 0);
        return shape with { Window = Window(config, "sliding_window"), Sliding = [.. Enumerable.Range(0, shape.Layers).Select(i => i >= first)] };
    }

    private static int? Window(ModelConfig config, string field) => config.Json[field] is JsonValue ? config.Integer(field, maximum: 1 << 24) : null;

    private static bool[] All(ModelConfig config, bool value) => [.. Enumerable.Repeat(value, config.Integer("num_hidden_layers", maximum: 512))];

    private static double Dropout(ModelConfig config, string field, double otherwise = 0) => config.Number(field, otherwise, maximum: 0.99);

    private static DecoderShape Check(ModelConfig config, DecoderShape shape)
    {
        if (shape.Heads % shape.KeyValueHeads != 0)
            throw config.Bad("num_key_value_heads", $"is {shape.KeyValueHeads}, which does not divide {shape.Heads} attention heads");
        if (shape.Rope is not null && shape.HeadSize % 2 != 0)
            throw config.Bad("head_dim", $"is {shape.HeadSize}; rotary positions need an even number");
        return shape.PadId < shape.Vocabulary ? shape : shape with { PadId = -1 };
    }
}
