using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Methods;

/// <summary>What a tuning method adds to a model. Its weights have the names that PEFT gives them in its files.</summary>
public abstract class Adapter(Device device) : IDisposable
{
    /// <summary>Stands in front of every name in PEFT's files.</summary>
    internal const string PeftPrefix = "base_model.model.";

    public ParameterSet Parameters { get; } = new(device);

    /// <summary>PEFT's <c>peft_type</c>.</summary>
    public abstract string PeftType { get; }

    /// <summary>The settings as <c>adapter_config.json</c> has them.</summary>
    internal abstract System.Text.Json.Nodes.JsonObject Describe(TransformerModel model);

    /// <summary>What stands in front of the names of the model's own trained weights in the adapter's file.</summary>
    internal virtual string SavedModulePrefix => PeftPrefix;

    /// <summary>Puts the adapter's effect into the model's weights, where that is possible.</summary>
    internal abstract void Merge(TransformerModel model);

    /// <summary>Copies every weight from what <paramref name="read"/> gives for its name.</summary>
    internal void Fill(Func<string, Tensor> read)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in Parameters.All)
        {
            using var scope = NewDisposeScope();
            var stored = read(name);
            if (!stored.shape.SequenceEqual(tensor.shape))
                throw new ModelFormatException($"The adapter's \"{name}\" is [{string.Join(", ", stored.shape)}], not [{string.Join(", ", tensor.shape)}]; it was made for another model or other settings.");
            tensor.copy_(stored);
        }
    }

    public void Dispose()
    {
        Parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
