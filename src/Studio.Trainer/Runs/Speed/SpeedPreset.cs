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

    /// <summary>The shapes of BERT-mini (Turc and others, 2019) and BERT-base (Devlin and others, 2019).</summary>
    public static IReadOnlyList<SpeedPreset> All { get; } =
    [
        new("bert-mini", 4, 256, 4, 1024, 32, 256),
        new("bert-base", 12, 768, 12, 3072, 8, 128),
    ];

    /// <exception cref="TrainingException">No preset has this name.</exception>
    public static SpeedPreset ByName(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new TrainingException($"There is no preset \"{name}\"; use {string.Join(", ", All.Select(p => p.Name))}.");

    /// <summary>Floating-point operations of forward and backward for rows of these lengths: a multiplication and its addition count two, embeddings nothing.</summary>
    internal double Operations(IEnumerable<int> lengths) => lengths.Sum(tokens =>
        3.0 * Layers * tokens * ((8.0 * Hidden * Hidden) + (4.0 * Hidden * Intermediate) + (4.0 * tokens * Hidden)));

    internal ModelConfig Config(double dropout, int positions) => new(
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
