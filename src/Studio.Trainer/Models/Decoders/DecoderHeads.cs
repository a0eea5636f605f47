using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Scores every word of the vocabulary as the next one: [rows, tokens, vocabulary], or [positions, vocabulary] where the batch names positions.</summary>
internal sealed class CausalHead : ITaskHead, IDisposable
{
    private readonly Tensor _table;
    private readonly int _hidden;
    private readonly Scalar? _cap, _capInverse;

    public CausalHead(ParameterSet parameters, Decoder decoder)
    {
        var shape = decoder.Shape;
        _hidden = shape.Hidden;
        _table = shape.Tied ? decoder.WordTable : parameters.Add("lm_head.weight", shape.Vocabulary, shape.Hidden);
        if (shape.LogitCap > 0)
            (_cap, _capInverse) = (shape.LogitCap, 1 / shape.LogitCap);
    }

    public long Vocabulary => _table.shape[0];

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) => Score(Chosen(hidden, batch));

    /// <summary>The vectors whose next word is asked for: [positions, hidden], or all as they are.</summary>
    public Tensor Chosen(Tensor hidden, TokenBatch batch) => batch.Positions is { } positions ? hidden.reshape(-1, _hidden).index_select(0, positions) : hidden;

    /// <summary>[…, hidden] to […, vocabulary].</summary>
    public Tensor Score(Tensor hidden)
    {
        var logits = NarrowProduct.Linear(hidden, ForwardPass.As(_table, hidden.dtype), null);
        return _cap is null ? logits : logits.mul(_capInverse!).tanh().mul(_cap);
    }

    public void Dispose()
    {
        _cap?.Dispose();
        _capInverse?.Dispose();
    }
}

/// <summary>The last token that is no padding through one linear layer, as transformers' sequence classifiers on decoders do it.</summary>
internal sealed class LastTokenHead(ParameterSet parameters, DecoderShape shape, int labels) : ITaskHead, IDisposable
{
    private readonly Linear _score = new(parameters, "score", shape.Hidden, labels, bias: false);
    private readonly Scalar _pad = shape.PadId;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass)
    {
        long rows = hidden.shape[0], tokens = hidden.shape[1];
        var real = shape.PadId >= 0 ? batch.Ids.ne(_pad) : batch.Mask;
        if (real is null)
            return _score.Forward(hidden.select(1, tokens - 1), pass);
        var last = (real.to_type(ScalarType.Int64) * arange(tokens, dtype: ScalarType.Int64, device: hidden.device)).argmax(-1);
        var flat = last.Plus(arange(0, rows * tokens, tokens, dtype: ScalarType.Int64, device: hidden.device));
        return _score.Forward(hidden.reshape(-1, shape.Hidden).index_select(0, flat), pass);
    }

    public void Dispose() => _pad.Dispose();
}
