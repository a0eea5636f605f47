using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Runs.Speed;

/// <summary>A model's shape whose training is measured.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Layers">Encoder layers.</param>
/// <param name="Hidden">Values of a token between layers.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Intermediate">Values of a token inside the feed-forward part.</param>
/// <param name="CpuBatch">Rows of a step where none are asked for and there is no GPU.</param>
/// <param name="GpuBatch">The same on a GPU.</param>
public sealed record SpeedPreset(string Name, int Layers, int Hidden, int Heads, int Intermediate, int CpuBatch, int GpuBatch)
{
    internal const int Vocabulary = 30_522;

    /// <summary>What makes it a language model that is tuned with adapters; null for an encoder of which all weights are.</summary>
    public DecoderPreset? Decoder { get; init; }

    /// <summary>
    /// The shapes of BERT-mini (Turc and others, 2019) and BERT-base (Devlin and others, 2019); a decoder of 30 million weights, and those of
    /// Qwen2.5 0.5B and 1.5B (Yang and others, 2024) and Llama 3.1 8B (Dubey and others, 2024), with random weights and adapters on all linear layers.
    /// </summary>
    public static IReadOnlyList<SpeedPreset> All { get; } =
    [
        new("bert-mini", 4, 256, 4, 1024, 32, 256),
        new("bert-base", 12, 768, 12, 3072, 8, 128),
        new("lora-30m", 10, 384, 6, 1024, 8, 128) { Decoder = new("llama", 6, 32_000, 10_000, Tied: true) },
        new("lora-0.5b", 24, 896, 14, 4864, 1, 16) { Decoder = new("qwen2", 2, 151_936, 1_000_000, Tied: true) },
        new("lora-1.5b", 28, 1536, 12, 8960, 1, 8) { Decoder = new("qwen2", 2, 151_936, 1_000_000, Tied: true) },
        new("lora-8b", 32, 4096, 32, 14_336, 1, 4) { Decoder = new("llama", 8, 128_256, 500_000, Tied: false) },
    ];

    /// <exception cref="TrainingException">No preset has this name.</exception>
    public static SpeedPreset ByName(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new TrainingException($"There is no preset \"{name}\"; use {string.Join(", ", All.Select(p => p.Name))}.");

    /// <summary>
    /// Floating-point operations of forward and backward for rows of these lengths: a multiplication and its addition count two, embeddings nothing, and of an
    /// encoder's last layer, behind its queries, only the one token that the head reads.
    /// </summary>
    internal double Operations(IEnumerable<int> lengths)
    {
        if (Decoder is { } decoder)
            return lengths.Sum(tokens => decoder.Operations(this, tokens));
        double projections = 6.0 * Hidden * Hidden, rest = (2.0 * Hidden * Hidden) + (4.0 * Hidden * Intermediate);
        return lengths.Sum(tokens => 3.0 * ((Layers * tokens * projections) + ((((Layers - 1) * tokens) + 1) * (rest + (4.0 * tokens * Hidden)))));
    }

    internal ModelConfig Config(double dropout, int positions) => Decoder?.Config(this, positions) ?? new(
        new JsonObject
        {
            ["model_type"] = "bert",
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Intermediate,
            ["hidden_act"] = "gelu",
            ["hidden_dropout_prob"] = dropout,
            ["attention_probs_dropout_prob"] = dropout,
            ["max_position_embeddings"] = Math.Max(512, positions),
            ["type_vocab_size"] = 2,
            ["initializer_range"] = 0.02,
            ["layer_norm_eps"] = 1e-12,
            ["pad_token_id"] = 0,
            ["position_embedding_type"] = "absolute",
        },
        Name);
}
