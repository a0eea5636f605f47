using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>
/// A decoder-only transformer: GPT-2 (Radford and others, 2019), Llama (Touvron and others, 2023) and the families that vary it; see
/// <see cref="DecoderShape"/> for what they vary.
/// </summary>
internal sealed class Decoder : IBackbone, IDisposable
{
    private readonly Tensor _words;
    private readonly Tensor? _positions;
    private readonly List<DecoderLayer> _layers = [];
    private readonly INorm _lastNorm;
    private readonly RotaryTable? _rotary, _localRotary;
    private readonly Scalar? _embeddingScale;

    public Decoder(ParameterSet parameters, DecoderShape shape)
    {
        (Shape, Parameters) = (shape, parameters);
        _words = parameters.Add(shape.Names.Words, shape.Vocabulary, shape.Hidden);
        _positions = shape.Names.Positions is { } name ? parameters.Add(name, shape.Positions, shape.Hidden) : null;
        for (int i = 0; i < shape.Layers; i++)
            _layers.Add(new(parameters, shape, i));
        _lastNorm = DecoderLayer.NormOf(parameters, shape, shape.Names.LastNorm);
        _rotary = shape.Rope is { } rope ? new(rope, parameters.Device) : null;
        _localRotary = shape.LocalRope is { } local ? new(local, parameters.Device) : null;
        // Gemma rounds the factor to the type of its weights.
        using var scope = NewDisposeScope();
        _embeddingScale = shape.EmbeddingScale == 1 ? null : tensor(shape.EmbeddingScale).to_type(parameters.Type).to_type(ScalarType.Float64).item<double>();
    }

    public DecoderShape Shape { get; }

    public ParameterSet Parameters { get; }

    public int HiddenSize => Shape.Hidden;

    public int LayerCount => Shape.Layers;

    public int MaxTokens => Shape.Positions - (int)(LearnedPrefix?.shape[0] ?? 0);

    public int VocabularySize => Shape.Vocabulary;

    public int PadId => Math.Max(0, Shape.PadId);

    public bool UsesTypeIds => false;

    public Tensor? SoftPrompt { get; set; }

    /// <summary>Keys and values of virtual tokens for all layers, in PEFT's layout [tokens, layers · 2 · heads · head size]; null for none.</summary>
    public Tensor? LearnedPrefix { get; set; }

    public Tensor WordTable => _words;

    public string? PaddingRow => null;

    public Tensor Forward(TokenBatch batch, ForwardPass pass)
    {
        // Whoever brings a memory has what was learned to stand in front in it already.
        var prompt = batch.Memory is null ? SoftPrompt?.to_type(_words.dtype) : null;
        if (batch.Memory is null && LearnedPrefix is { } table)
            batch = batch with { Memory = PrefixMemory.FromTable(table, Shape) };
        return Run(Embedding.Words(_words, batch.Ids, _positions is null ? Shape.PadId : -1, prompt), batch, pass);
    }

    /// <summary>From word embeddings, [rows, tokens, hidden], to what the head reads.</summary>
    private Tensor Run(Tensor x, TokenBatch batch, ForwardPass pass)
    {
        long tokens = batch.Ids.shape[1];
        if (_embeddingScale is not null)
            x = x.mul(_embeddingScale);
        if (_positions is not null)
            x = x.Plus(Learned(batch, tokens));
        x = pass.Dropout(x, Shape.EmbeddingDropout);
        // A model that was loaded in 16 bits computes in them; one that learns has 32 and computes in what the pass says.
        x = pass.Record(Parameters.Type == ScalarType.Float32 ? pass.Enter(x) : x);
        var full = Enumerable.Range(0, Shape.Layers).All(Shape.IsSliding) ? null : Plan(batch, tokens, null, _rotary, x.dtype);
        var sliding = Enumerable.Range(0, Shape.Layers).Any(Shape.IsSliding) ? Plan(batch, tokens, Shape.Window, _localRotary ?? _rotary, x.dtype) : null;
        for (int i = 0; i < _layers.Count; i++)
        {
            var (layer, plan) = (_layers[i], (Shape.IsSliding(i) ? sliding : full)!);
            var answered = i == _layers.Count - 1 ? batch : null;
            x = pass.Layer(i, x, input => layer.Forward(input, plan, batch.Memory, answered, pass));
            if (i < _layers.Count - 1)
                pass.Record(x);
        }
        return pass.Record(_lastNorm.Forward(x));
    }

    /// <summary>What the model remembers of a text, in the layout of <see cref="LearnedPrefix"/>.</summary>
    internal Tensor KeysAndValues(IReadOnlyList<int> ids) =>
        KeysAndValues(Embedding.Look(_words, tensor([.. ids.Select(id => (long)id)], [1, ids.Count], device: Parameters.Device)));

    /// <summary>What stands in front of every text because it was learned, as the cache of keys and values keeps it: [layers, 2, tokens, heads, head size]; null for nothing.</summary>
    internal Tensor? VirtualMemory()
    {
        var table = LearnedPrefix ?? (SoftPrompt is { } prompt ? KeysAndValues(prompt.to_type(_words.dtype).unsqueeze(0)) : null);
        return table?.view(table.shape[0], Shape.Layers, 2, Shape.KeyValueHeads, Shape.HeadSize).permute(1, 2, 0, 3, 4).to_type(_words.dtype).contiguous();
    }

    private Tensor KeysAndValues(Tensor embeddings)
    {
        var recorder = new RecordingMemory(Shape.Layers);
        _ = Run(embeddings, new(zeros([1, embeddings.shape[1]], dtype: ScalarType.Int64, device: Parameters.Device)) { Memory = recorder }, new ForwardPass());
        return recorder.Table();
    }

    public void Dispose()
    {
        _rotary?.Dispose();
        _localRotary?.Dispose();
        _embeddingScale?.Dispose();
    }

    private AttentionPlan Plan(TokenBatch batch, long tokens, int? window, RotaryTable? rotary, ScalarType type) =>
        AttentionPlan.For(batch, tokens, window, Shape.AttentionCap > 0, type, Angles(batch, tokens, rotary, type));

    private static RotaryAngles? Angles(TokenBatch batch, long tokens, RotaryTable? rotary, ScalarType type)
    {
        long past = batch.Memory?.Past ?? 0, end = batch.Memory?.Total(tokens) ?? tokens;
        return batch.PositionIds is { } ids ? rotary?.At(ids, end, type)
            : batch.Memory?.Places is { } places ? rotary?.At(places, end, type)
            : rotary?.First(past, tokens, type);
    }

    private Tensor Learned(TokenBatch batch, long tokens) =>
        (batch.PositionIds ?? batch.Memory?.Places) is { } at ? Embedding.Look(_positions!, at) : _positions!.narrow(0, batch.Memory?.Past ?? 0, tokens).unsqueeze(0);
}
