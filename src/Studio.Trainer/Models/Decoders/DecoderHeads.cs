using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Scores every word of the vocabulary as the next one: [rows, tokens, vocabulary], or [positions, vocabulary] where the batch names positions.</summary>
internal sealed class CausalHead : ITaskHead, IDisposable
{
    private readonly Tensor _table;
    private readonly Scalar? _cap, _capInverse;

    public CausalHead(ParameterSet parameters, Decoder decoder)
    {
        var shape = decoder.Shape;
        _table = shape.Tied ? decoder.WordTable : parameters.Add("lm_head.weight", shape.Vocabulary, shape.Hidden);
        if (shape.LogitCap > 0)
            (_cap, _capInverse) = (shape.LogitCap, 1 / shape.LogitCap);
    }

    public long Vocabulary => _table.shape[0];

    public TokenBatch Reading(TokenBatch batch) => batch;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) => Score(hidden);

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

    public TokenBatch Reading(TokenBatch batch)
    {
        long tokens = batch.Ids.shape[1];
        var real = shape.PadId >= 0 ? batch.Ids.ne(_pad) : batch.Mask;
        if (real is null)
            return batch.AtLast;
        var last = (real.to_type(ScalarType.Int64) * arange(tokens, dtype: ScalarType.Int64, device: batch.Ids.device)).argmax(-1);
        return batch with { Positions = batch.RowStarts.Plus(last), OnePerRow = true };
    }

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) => _score.Forward(hidden, pass);

    public void Dispose() => _pad.Dispose();
}
