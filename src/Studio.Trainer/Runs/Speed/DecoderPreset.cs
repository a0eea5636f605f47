using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Runs.Speed;

/// <summary>What a language model's shape has beyond an encoder's.</summary>
/// <param name="Family"><c>model_type</c>.</param>
/// <param name="KeyValueHeads">Heads that keys and values have; several heads share one.</param>
/// <param name="Vocabulary">Words that it knows.</param>
/// <param name="Theta">Of the rotary positions.</param>
/// <param name="Tied">Whether words are read and written with the same table.</param>
public sealed record DecoderPreset(string Family, int KeyValueHeads, int Vocabulary, double Theta, bool Tied)
{
    /// <summary>Forward, and the way back to the activations; adapters count nothing, and the weights below them get no gradients.</summary>
    internal double Operations(SpeedPreset shape, int tokens)
    {
        double hidden = shape.Hidden, keys = hidden / shape.Heads * KeyValueHeads;
        double layer = (4 * hidden * hidden) + (4 * hidden * keys) + (6 * hidden * shape.Intermediate) + (2.0 * tokens * hidden);
        return 2 * tokens * ((shape.Layers * layer) + (2 * hidden * Vocabulary));
    }

    internal ModelConfig Config(SpeedPreset shape, int positions) => new(
        new JsonObject
        {
            ["model_type"] = Family,
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = shape.Hidden,
            ["num_hidden_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.Heads,
            ["num_key_value_heads"] = KeyValueHeads,
            ["intermediate_size"] = shape.Intermediate,
            ["max_position_embeddings"] = Math.Max(2048, positions),
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = 1e-5,
            ["rope_theta"] = Theta,
            ["tie_word_embeddings"] = Tied,
            ["initializer_range"] = 0.02,
            ["bos_token_id"] = 1,
            ["eos_token_id"] = 2,
            ["pad_token_id"] = 0,
        },
        shape.Name);
}
