using System.Text.Json.Nodes;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Methods;

/// <summary>
/// Learned vectors in front of every text (Lester and others, 2021). As in PEFT the classifier then reads the first of them, where it read
/// the first token before.
/// </summary>
internal sealed class SoftPromptAdapter : Adapter
{
    /// <summary>The name in PEFT's file and in Studio's model folder.</summary>
    public const string TensorName = "prompt_embeddings";

    private readonly Tensor _prompt;
    private readonly string _initialization;

    private SoftPromptAdapter(TransformerModel model, int tokens, string initialization)
        : base(model.Device)
    {
        _initialization = initialization;
        _prompt = Parameters.Add(TensorName, tokens, model.HiddenSize);
    }

    public override string PeftType => "PROMPT_TUNING";

    internal override string SavedModulePrefix => "base_model.";

    /// <summary>Puts a prompt of zeros in front. The model's own weights are frozen but for the head.</summary>
    public static SoftPromptAdapter Attach(TransformerModel model, int tokens, string initialization = "RANDOM")
    {
        var adapter = new SoftPromptAdapter(model, tokens, initialization);
        model.Adapter = adapter;
        model.SetSoftPrompt(adapter._prompt);
        LoraAdapter.FreezeBelowHead(model);
        return adapter;
    }

    /// <summary>Starts from embeddings of the given tokens, repeated as often as needed, or from noise where there are none.</summary>
    public void Initialize(TransformerModel model, IReadOnlyList<int> tokens, long seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(seed);
        int count = (int)_prompt.shape[0];
        if (tokens.Count == 0)
            nn.init.normal_(_prompt);
        else
            _prompt.copy_(model.WordTable.index_select(0, tensor(Enumerable.Range(0, count).Select(i => (long)tokens[i % tokens.Count]).ToArray(), device: model.Device)));
    }

    /// <summary>A prompt is input, not weights: it goes with the model as a tensor of its own.</summary>
    internal override void Merge(TransformerModel model) =>
        throw new InvalidOperationException("A soft prompt cannot be merged into weights; keep the adapter beside the model.");

    internal override JsonObject Describe(TransformerModel model) => new()
    {
        ["num_virtual_tokens"] = _prompt.shape[0],
        ["token_dim"] = model.HiddenSize,
        ["num_transformer_submodules"] = 1,
        ["num_layers"] = model.LayerCount,
        ["num_attention_heads"] = model.Decoder?.Shape.Heads ?? model.Config.Integer(model.Config.Json.ContainsKey("n_heads") ? "n_heads" : "num_attention_heads", 12),
        ["prompt_tuning_init"] = _initialization,
        ["prompt_tuning_init_text"] = null,
        ["tokenizer_name_or_path"] = null,
    };
}
