using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// ModernBERT (Warner and others, 2024): rotary positions, normalization before each part, gated feed-forward, and layers that look at a
/// window between those that look at everything.
/// </summary>
internal sealed class ModernBertEncoder : IBackbone
{
    private readonly ModernBertShape _shape;
    private readonly Tensor _words;
    private readonly Norm _norm, _finalNorm;
    private readonly List<ModernBertLayer> _layers = [];

    public ModernBertEncoder(ParameterSet parameters, ModernBertShape shape)
    {
        (_shape, Parameters) = (shape, parameters);
        _words = parameters.Add("model.embeddings.tok_embeddings.weight", shape.Vocabulary, shape.Hidden);
        _norm = new(parameters, "model.embeddings.norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
        for (int i = 0; i < shape.Layers; i++)
            _layers.Add(new(parameters, shape, i));
        _finalNorm = new(parameters, "model.final_norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
    }

    public ParameterSet Parameters { get; }

    public int HiddenSize => _shape.Hidden;

    public int LayerCount => _shape.Layers;

    public int MaxTokens => _shape.Positions;

    public int VocabularySize => _shape.Vocabulary;

    public int PadId => _shape.PadId;

    public Tensor? SoftPrompt { get; set; }

    public Tensor WordTable => _words;

    public string? PaddingRow => "model.embeddings.tok_embeddings.weight";

    public bool UsesTypeIds => false;

    public Tensor Forward(TokenBatch batch, ForwardPass pass)
    {
        var x = pass.Record(pass.Enter(pass.Dropout(_norm.Forward(Embedding.Words(_words, batch.Ids, _shape.PadId, SoftPrompt)), _shape.EmbeddingDropout)));
        long tokens = batch.Ids.shape[1];
        int head = _shape.Hidden / _shape.Heads;
        var global = (Mask: AttentionMask.Padding(batch.Mask, x.dtype), Positions: new RotaryPositions(tokens, head, _shape.GlobalTheta, x.dtype, x.device));
        var local = (Mask: AttentionMask.Window(batch.Mask, tokens, _shape.Window / 2, x.dtype, x.device), Positions: new RotaryPositions(tokens, head, _shape.LocalTheta, x.dtype, x.device));
        for (int i = 0; i < _layers.Count; i++)
        {
            var (mask, positions) = i % _shape.GlobalEvery == 0 ? (global.Mask, global.Positions) : (local.Mask, local.Positions);
            var (layer, answered) = (_layers[i], i == _layers.Count - 1 ? batch : null);
            x = pass.Record(pass.Layer(i, x, input => layer.Forward(input, mask, positions, answered, pass)));
        }
        return _finalNorm.Forward(x);
    }
}
