using Studio.Trainer.Formats;
using Studio.Trainer.Models.Decoders;

namespace Studio.Trainer.Models;

/// <summary>What a model will take once it is loaded, told from its files' headers before anything of it is read.</summary>
/// <param name="Weights">Bytes of the weights in the element type that they are loaded in, an adapter's included.</param>
/// <param name="Cache">Bytes of keys and values for the answers that are written at the same time; 0 for encoders.</param>
public sealed record ServingMemory(long Weights, long Cache)
{
    public long Total => Weights + Cache;

    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="adapterFolder">A PEFT folder, or null.</param>
    /// <param name="precision"><c>fp32</c> or <c>bf16</c>.</param>
    /// <param name="texts">Answers that are written at the same time.</param>
    /// <param name="tokens">Tokens of each, prompts included; not more than the model reads.</param>
    /// <exception cref="ModelFormatException">The folder cannot be used.</exception>
    public static ServingMemory Of(string folder, string? adapterFolder, string precision, int texts, int tokens)
    {
        int width = precision == "bf16" ? 2 : 4;
        var config = ModelConfig.Load(folder);
        using var weights = WeightFiles.Open(folder);
        long count = weights.Names.Sum(name => weights.Find(name)!.Shape.Aggregate(1L, (product, size) => checked(product * size)));
        string? adapter = adapterFolder is null ? null : Path.Combine(adapterFolder, "adapter_model.safetensors");
        long added = adapter is not null && File.Exists(adapter) ? new FileInfo(adapter).Length : 0;
        if (!DecoderFamilies.Names.Contains(config.ModelType))
            return new(count * width + added, 0);
        var shape = DecoderFamilies.Read(config);
        long perToken = 2L * shape.Layers * shape.KeyValueHeads * shape.HeadSize * width;
        return new(count * width + added, perToken * Math.Min(tokens, shape.Positions) * texts);
    }
}
