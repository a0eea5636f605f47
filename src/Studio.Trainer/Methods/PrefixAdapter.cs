using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Methods;

/// <summary>Learned keys and values in front of every layer's own (Li and Liang, 2021), in PEFT's layout without a projection.</summary>
internal sealed class PrefixAdapter : Adapter
{
    private readonly Tensor _prefix;

    private PrefixAdapter(TransformerModel model, int tokens)
        : base(model.Device)
    {
        var shape = model.Decoder!.Shape;
        _prefix = Parameters.Add(SoftPromptAdapter.TensorName, tokens, shape.Layers * 2 * shape.KeyValueHeads * shape.HeadSize);
    }

    public override string PeftType => "PREFIX_TUNING";

    internal override string SavedModulePrefix => "base_model.";

    /// <summary>Puts a prefix of zeros in front. The model's own weights are frozen but for a classifier.</summary>
    /// <exception cref="ModelFormatException">The model is no decoder.</exception>
    public static PrefixAdapter Attach(TransformerModel model, int tokens)
    {
        if (model.Decoder is not { } decoder)
            throw new ModelFormatException("Prefix tuning is for models that write; an encoder takes a soft prompt.");
        var adapter = new PrefixAdapter(model, tokens);
        model.Adapter = adapter;
        decoder.LearnedPrefix = adapter._prefix;
        LoraAdapter.FreezeBelowHead(model);
        return adapter;
    }

    /// <summary>Starts from what the model itself computes for the given tokens, repeated as often as needed, or from noise where there are none.</summary>
    public void Initialize(TransformerModel model, IReadOnlyList<int> tokens, long seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(seed);
        if (tokens.Count == 0)
            nn.init.normal_(_prefix);
        else
            _prefix.copy_(model.Decoder!.KeysAndValues([.. Enumerable.Range(0, (int)_prefix.shape[0]).Select(i => tokens[i % tokens.Count])]));
    }

    internal override void Merge(TransformerModel model) =>
        throw new InvalidOperationException("A prefix cannot be merged into weights; keep the adapter beside the model.");

    internal override JsonObject Describe(TransformerModel model)
    {
        var shape = model.Decoder!.Shape;
        return new()
        {
            ["num_virtual_tokens"] = _prefix.shape[0],
            ["token_dim"] = shape.KeyValueHeads * shape.HeadSize,
            ["num_transformer_submodules"] = 1,
            ["num_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.KeyValueHeads,
            ["encoder_hidden_size"] = shape.KeyValueHeads * shape.HeadSize,
            ["prefix_projection"] = false,
        };
    }
}
