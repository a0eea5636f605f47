using Studio.Trainer.Formats;
using Studio.Trainer.Methods;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>A transformer with a task head. Not safe for several threads at once; one thread owns a model.</summary>
public sealed class TransformerModel : IDisposable
{
    /// <summary>Names in config.json the kind of adapter whose tensor stands among a finished model's weights.</summary>
    internal const string AdapterField = "studio_peft_type";

    private readonly IBackbone _backbone;
    private readonly ITaskHead _head;

    private TransformerModel(ModelConfig config, ModelTask task, IBackbone backbone, ITaskHead head) =>
        (Config, Task, _backbone, _head) = (config, task, backbone, head);

    public ModelConfig Config { get; }

    /// <summary>What the head answers and how its loss is computed.</summary>
    public ModelTask Task { get; }

    public ParameterSet Parameters => _backbone.Parameters;

    /// <summary>What a tuning method added; null where it only changes weights.</summary>
    public Adapter? Adapter { get; internal set; }

    /// <summary>Names of weights that no file gave: they start from noise.</summary>
    internal IReadOnlyCollection<string> FreshWeights { get; set; } = [];

    /// <summary>The model's weights and the adapter's.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Weights => Parameters.All.Concat(Adapter?.Parameters.All ?? []);

    /// <summary>Those that are trained.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Trainable => Weights.Where(p => p.Tensor.requires_grad);

    /// <summary>Tokens that a row may have, special tokens included.</summary>
    public int MaxTokens => _backbone.MaxTokens - (int)(_backbone.SoftPrompt?.shape[0] ?? 0);

    public int VocabularySize => _backbone.VocabularySize;

    public int PadId => _backbone.PadId;

    /// <summary>Where the weights are.</summary>
    public Device Device => Parameters.Device;

    public int LayerCount => _backbone.LayerCount;

    public bool UsesTypeIds => _backbone.UsesTypeIds;

    internal string? PaddingRow => _backbone.PaddingRow;

    /// <summary>Builds the model that the config describes, with weights of zero.</summary>
    /// <param name="config">The family and its sizes.</param>
    /// <param name="task">What the head is to answer.</param>
    /// <param name="device">Where the weights are made; null is the processor.</param>
    /// <param name="type">Element type of the weights and of what is computed with them.</param>
    /// <exception cref="ModelFormatException">The family or a field of the config is not known.</exception>
    public static TransformerModel Build(ModelConfig config, ModelTask task, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        var parameters = new ParameterSet(device, type);
        try
        {
            var (backbone, head) = ModelFamilies.Build(config, task, parameters);
            return new(config, task, backbone, head);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Opens a tuned model: every weight must be there, in its shape.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="adapterFolder">A PEFT folder made for this model, or null.</param>
    /// <param name="device">Where the weights go; null is the processor.</param>
    /// <param name="type">Element type to compute in, whatever the file's is.</param>
    /// <exception cref="ModelFormatException">The folder is no such model; the message lists what is missing or misshapen.</exception>
    public static TransformerModel Load(string folder, string? adapterFolder = null, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        var config = ModelConfig.Load(folder);
        using var weights = WeightFiles.Open(folder);
        MemoryFit.Require(weights, device, type);
        var model = Build(config, ModelTask.FromConfig(config), device, type);
        try
        {
            WeightLoader.Load(model.Parameters, weights).RequireComplete();
            if (adapterFolder is not null)
                PeftReader.Attach(model, adapterFolder);
            else if (weights.Find(SoftPromptAdapter.TensorName) is { Shape: [var tokens, _] })
                (config.Text(AdapterField) == "PREFIX_TUNING" ? PrefixAdapter.Attach(model, (int)tokens) : (Adapter)SoftPromptAdapter.Attach(model, (int)tokens)).Fill(weights.Read);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The head's answers: [rows, labels], or [rows, tokens, labels] where every token is answered. A soft prompt's positions are among the tokens of a language model, but get no tags.
    /// </summary>
    public Tensor Forward(TokenBatch batch, ForwardPass pass)
    {
        var read = _head.Reading(WithPrompt(batch));
        var answers = ForwardPass.As(_head.Forward(Answered(read, pass), read, pass), ScalarType.Float32);
        return Task.Kind == TaskKind.TokenClassification ? answers.narrow(1, read.Ids.shape[1] - batch.Ids.shape[1], batch.Ids.shape[1]) : answers;
    }

    /// <summary>What a language model's head reads: [positions, hidden] where the batch names positions, else [rows, tokens, hidden].</summary>
    internal Tensor Hidden(TokenBatch batch, ForwardPass pass) => Answered(WithPrompt(batch), pass);

    /// <summary>One vector for each token, below any head: [rows, tokens, hidden].</summary>
    internal Tensor Vectors(TokenBatch batch, ForwardPass pass) => _backbone.Forward(batch, pass);

    // Whoever wants to see the layers sees the last one whole.
    private Tensor Answered(TokenBatch batch, ForwardPass pass) => pass.KeepsHiddenStates
        ? batch.Answered(_backbone.Forward(batch.AtAll, pass))
        : _backbone.Forward(batch, pass);

    private TokenBatch WithPrompt(TokenBatch batch)
    {
        if (batch.Ids.shape[1] > MaxTokens)
            throw new ArgumentException($"A row has {batch.Ids.shape[1]} tokens, and the model reads {MaxTokens} at most.", nameof(batch));
        return _backbone.SoftPrompt is { } prompt ? batch.WithRoomInFront(prompt.shape[0]) : batch;
    }

    /// <summary>Puts the adapter's effect into the weights, which then give the same answers without it.</summary>
    /// <exception cref="ModelFormatException">There is no adapter, or it is one that weights cannot take in.</exception>
    public void MergeAdapter()
    {
        if (Adapter is not LoraAdapter adapter)
            throw new ModelFormatException($"Only LoRA and DoRA adapters merge into weights{(Adapter is null ? ", and the model has none" : $"; this one is {Adapter.PeftType}, keep it beside the model")}.");
        adapter.Merge(this);
        adapter.Dispose();
        Adapter = null;
    }

    internal Tensor WordTable => _backbone.WordTable;

    internal void SetSoftPrompt(Tensor prompt) => _backbone.SoftPrompt = prompt;

    /// <summary>The decoder below the head; null for encoders.</summary>
    internal Decoders.Decoder? Decoder => _backbone as Decoders.Decoder;

    /// <summary>The head that scores next words; null for other tasks.</summary>
    internal Decoders.CausalHead? CausalHead => _head as Decoders.CausalHead;

    internal int HiddenSize => _backbone.HiddenSize;

    public void Dispose()
    {
        (_backbone as IDisposable)?.Dispose();
        (_head as IDisposable)?.Dispose();
        Parameters.Dispose();
        Adapter?.Dispose();
    }
}
