using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>First values of weights that no file gives, as transformers sets them: normal for matrices, one and zero for normalizations, zero for biases.</summary>
internal static class WeightInitializer
{
    /// <param name="model">Its config gives the standard deviation (<c>initializer_range</c>).</param>
    /// <param name="names">The weights to set.</param>
    /// <param name="seed">The same seed gives the same values, whatever else was drawn before.</param>
    public static void Initialize(TransformerModel model, IEnumerable<string> names, long seed)
    {
        double deviation = model.Config.Number("initializer_range", 0.02, maximum: 10);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(seed);
        foreach (string name in names)
        {
            var tensor = model.Parameters[name];
            if (name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.zeros_(tensor);
            else if (!ParameterGroups.IsDecayed(name))
                nn.init.ones_(tensor);
            else
                nn.init.normal_(tensor, 0, deviation);
            if (name == model.PaddingRow)
                nn.init.zeros_(tensor.select(0, model.PadId));
        }
    }
}
