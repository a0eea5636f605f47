using System.Text.Json.Nodes;
using Studio.Trainer.Formats;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Rotary positions (Su and others, 2021): the angle that each pair of values turns by from one position to the next.</summary>
/// <param name="Frequencies">[rotated values / 2], in radians for each position.</param>
internal sealed record Rope(float[] Frequencies)
{
    /// <summary>Values of a head that turn; the rest stay.</summary>
    public int Size => Frequencies.Length * 2;

    /// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c>, or the newer <c>rope_parameters</c>, which holds both.</summary>
    /// <param name="config">The model's config.</param>
    /// <param name="headSize">Values of a head.</param>
    /// <param name="layerKind">The entry of a <c>rope_parameters</c> that tells kinds of layers apart.</param>
    /// <param name="thetaField">The field with the base of the wavelengths.</param>
    /// <param name="theta">The base where the config has none.</param>
    /// <param name="scaled">False for layers that <c>rope_scaling</c> does not touch.</param>
    /// <exception cref="ModelFormatException">The kind of scaling is not known.</exception>
    public static Rope Read(ModelConfig config, int headSize, string layerKind = "full_attention", string thetaField = "rope_theta", double theta = 10_000, bool scaled = true)
    {
        var nested = config.Json["rope_parameters"] as JsonObject;
        nested = nested?[layerKind] as JsonObject ?? nested;
        var scaling = nested ?? (scaled ? config.Json["rope_scaling"] as JsonObject : null);
        theta = nested?["rope_theta"] is { } stated ? Value(config, nested, "rope_theta", stated) : config.Number(thetaField, theta, 1, 1e12);
        double part = config.Number("partial_rotary_factor", 1, 0.01, 1);
        int size = (int)(headSize * part) / 2 * 2;
        var frequencies = Enumerable.Range(0, size / 2).Select(i => (float)(1 / (float)Math.Pow(theta, (float)(2.0 * i / size)))).ToArray();
        string kind = (scaling?["rope_type"] ?? scaling?["type"])?.ToString() ?? "default";
        return kind switch
        {
            "default" => new(frequencies),
            "linear" => new([.. frequencies.Select(f => (float)(f / Number(config, scaling!, "factor")))]),
            "llama3" => new([.. frequencies.Select(f => (float)Llama3(f, config, scaling!))]),
            _ => throw config.Bad("rope_scaling", $"is of the kind \"{kind}\"; Studio knows default, linear and llama3"),
        };
    }

    /// <summary>Llama 3.1: long wavelengths are stretched, short ones stay, those between are mixed.</summary>
    private static double Llama3(double frequency, ModelConfig config, JsonObject scaling)
    {
        double factor = Number(config, scaling, "factor"), low = Number(config, scaling, "low_freq_factor"), high = Number(config, scaling, "high_freq_factor");
        double context = Number(config, scaling, "original_max_position_embeddings"), wavelength = 2 * Math.PI / frequency;
        if (wavelength < context / high)
            return frequency;
        if (wavelength > context / low)
            return frequency / factor;
        double smooth = (context / wavelength - low) / (high - low);
        return (1 - smooth) * frequency / factor + smooth * frequency;
    }

    private static double Number(ModelConfig config, JsonObject scaling, string field) =>
        Value(config, scaling, field, scaling[field] ?? throw config.Bad("rope_scaling", $"has no \"{field}\""));

    private static double Value(ModelConfig config, JsonObject scaling, string field, JsonNode node) =>
        node is JsonValue value && value.TryGetValue(out double number) && number > 0 && double.IsFinite(number)
            ? number
            : throw config.Bad("rope_scaling", $"has {scaling[field]?.ToJsonString()} as \"{field}\", not a positive number");
}
