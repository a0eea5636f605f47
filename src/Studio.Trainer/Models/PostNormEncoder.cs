using System.Globalization;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// The encoder of BERT (Devlin and others, 2019), RoBERTa (Liu and others, 2019) and DistilBERT (Sanh and others, 2019): learned positions,
/// normalization after each residual sum.
/// </summary>
internal sealed class PostNormEncoder : IBackbone
{
    private readonly EncoderShape _shape;

    // Kept in a field: a Scalar made in passing may be finalized before native code has read it.
    private readonly TorchSharp.Scalar _padId;
    private readonly Tensor _words, _positions;
    private readonly Tensor? _types;
    private readonly Norm _norm;
    private readonly List<PostNormLayer> _layers = [];

    public PostNormEncoder(ParameterSet parameters, EncoderShape shape)
    {
        (_shape, Parameters, _padId) = (shape, parameters, shape.PadId);
        string at = shape.Names.Embeddings;
        _words = parameters.Add(at + "word_embeddings.weight", shape.Vocabulary, shape.Hidden);
        _positions = parameters.Add(at + "position_embeddings.weight", shape.Positions, shape.Hidden);
        _types = shape.TokenTypes > 0 ? parameters.Add(at + "token_type_embeddings.weight", shape.TokenTypes, shape.Hidden) : null;
        _norm = new(parameters, shape.Names.EmbeddingsNorm, shape.Hidden, shape.NormEpsilon);
        for (int i = 0; i < shape.Layers; i++)
            _layers.Add(new(parameters, shape, string.Format(CultureInfo.InvariantCulture, shape.Names.Layer, i)));
    }

    public ParameterSet Parameters { get; }

    public int HiddenSize => _shape.Hidden;

    public int LayerCount => _shape.Layers;

    public int MaxTokens => _shape.MaxTokens;

    public int VocabularySize => _shape.Vocabulary;

    public int PadId => _shape.PadId;

    public Tensor? SoftPrompt { get; set; }

    public Tensor WordTable => _words;

    public string? PaddingRow => _shape.Names.Embeddings + "word_embeddings.weight";

    public bool UsesTypeIds => _shape.TokenTypes > 1;

    public Tensor Forward(TokenBatch batch, ForwardPass pass)
    {
        var x = Embed(batch);
        x = pass.Record(pass.Enter(pass.Dropout(_norm.Forward(x), _shape.HiddenDropout)));
        var mask = AttentionMask.Padding(batch.Mask, x.dtype);
        for (int i = 0; i < _layers.Count; i++)
        {
            var (layer, answered) = (_layers[i], i == _layers.Count - 1 ? batch : null);
            x = pass.Record(pass.Layer(i, x, input => layer.Forward(input, mask, answered, pass)));
        }
        return x;
    }

    private Tensor Embed(TokenBatch batch)
    {
        var x = Embedding.Words(_words, batch.Ids, _shape.PadId, SoftPrompt);
        if (_types is not null)
            x = x.Plus(batch.TypeIds is null ? _types.narrow(0, 0, 1).unsqueeze(0) : Embedding.Look(_types, batch.TypeIds));
        return x.Plus(Positions(batch));
    }

    private Tensor Positions(TokenBatch batch)
    {
        long length = batch.Ids.shape[1];
        if (!_shape.PositionsAfterPadding)
            return _positions.narrow(0, 0, length).unsqueeze(0);
        if (SoftPrompt is not null) // there are no ids to tell padding by, so transformers simply counts
            return _positions.narrow(0, _shape.PadId + 1, length).unsqueeze(0);
        var real = batch.Ids.ne(_padId).to_type(ScalarType.Int64);
        return Embedding.Look(_positions, real.cumsum(1).mul_(real).Gather(_padId), _shape.PadId);
    }
}
