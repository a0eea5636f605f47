using Studio.Trainer.Formats;
using Studio.Trainer.Models.Decoders;

namespace Studio.Trainer.Models;

/// <summary>What a Hugging Face folder can be asked for.</summary>
public enum ModelPurpose
{
    /// <summary>Nothing that Studio serves.</summary>
    None,

    /// <summary>It writes: a decoder with a language model's head.</summary>
    Writes,

    /// <summary>It turns texts into vectors: an encoder, with whatever head.</summary>
    Embeds,
}

/// <summary>Tells from <c>config.json</c> alone.</summary>
public static class ModelPurposes
{
    private static readonly string[] Encoders = ["bert", "roberta", "distilbert", "modernbert"];

    /// <summary>A folder that cannot be read has no purpose.</summary>
    public static ModelPurpose Of(string folder)
    {
        try
        {
            var config = ModelConfig.Load(folder);
            return Encoders.Contains(config.ModelType) ? ModelPurpose.Embeds
                : DecoderFamilies.Names.Contains(config.ModelType) && ModelTask.FromConfig(config).Kind == TaskKind.CausalLm ? ModelPurpose.Writes : ModelPurpose.None;
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return ModelPurpose.None;
        }
    }
}
