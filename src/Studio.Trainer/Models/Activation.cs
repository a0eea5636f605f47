using Studio.Trainer.Formats;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>Activation functions by the names that config files use.</summary>
internal static class Activation
{
    /// <summary>x · sigmoid(x).</summary>
    public static readonly Func<Tensor, Tensor> Silu = static x => functional.silu(x);

    /// <exception cref="ModelFormatException">The name is not known.</exception>
    public static Func<Tensor, Tensor> ByName(ModelConfig config, string field, string otherwise) => (config.Text(field) ?? otherwise) switch
    {
        "gelu" => x => functional.gelu(x),
        "gelu_new" or "gelu_pytorch_tanh" => x => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        "relu" => x => functional.relu(x),
        "silu" or "swish" => Silu,
        "tanh" => x => x.tanh(),
        var name => throw config.Bad(field, $"is \"{name}\"; Studio knows gelu, gelu_new, gelu_pytorch_tanh, relu, silu and tanh"),
    };
}
