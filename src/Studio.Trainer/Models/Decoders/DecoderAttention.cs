using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Causal attention with fewer heads of keys than of queries, rotary positions and an optional memory.</summary>
internal sealed class DecoderAttention
{
    private readonly DecoderShape _shape;
    private readonly int _layer;
    private readonly SplitLinear _queryKeyValue;
    private readonly Linear _output;
    private readonly INorm? _queryNorm, _keyNorm;
    private readonly Scalar? _queryScale;
    private readonly Scalar _cap, _capInverse;

    public DecoderAttention(ParameterSet parameters, DecoderShape shape, string at, int layer)
    {
        (_shape, _layer) = (shape, layer);
        int queries = shape.Heads * shape.HeadSize, keys = shape.KeyValueHeads * shape.HeadSize;
        _queryKeyValue = new(parameters, [.. shape.Names.QueryKeyValue.Select(n => at + n)], shape.Hidden, [queries, keys, keys], shape.QueryBias, shape.Names.Transposed);
        _output = new(parameters, at + shape.Names.AttentionOutput, queries, shape.Hidden, shape.OutputBias, shape.Names.Transposed);
        if (shape.NormalizesHeads)
        {
            _queryNorm = new RmsNorm(parameters, at + "self_attn.q_norm", shape.HeadSize, shape.NormEpsilon, shape.NormPlusOne);
            _keyNorm = new RmsNorm(parameters, at + "self_attn.k_norm", shape.HeadSize, shape.NormEpsilon, shape.NormPlusOne);
        }
        // Scaled dot-product attention divides by the root of the head size; what else is asked for goes into the queries.
        if (shape.AttentionScale is { } scale)
            _queryScale = scale * Math.Sqrt(shape.HeadSize);
        (_cap, _capInverse) = (shape.AttentionCap, 1 / (shape.AttentionCap > 0 ? shape.AttentionCap * Math.Sqrt(shape.HeadSize) : 1));
    }

    public Tensor Forward(Tensor x, AttentionPlan plan, IAttentionMemory? memory, TokenBatch? answered, ForwardPass pass)
    {
        var parts = _queryKeyValue.Forward(x, pass);
        var query = Heads(parts[0], _shape.Heads, _queryNorm, plan);
        var keys = Heads(parts[1], _shape.KeyValueHeads, _keyNorm, plan);
        var values = MultiHead.Split(parts[2], _shape.KeyValueHeads);
        if (memory is not null)
            (keys, values) = memory.Extend(_layer, keys, values);
        if (_queryScale is not null)
            query = query.mul(_queryScale);
        bool last = answered is { OnlyLast: true };
        if (last)
            (query, plan) = (query.narrow(2, query.shape[2] - 1, 1), plan.OfLast);
        var attended = MultiHead.Join(Attend(query, keys, values, plan, pass.Training ? _shape.AttentionDropout : 0));
        return _output.Forward(last ? attended.squeeze(1) : answered?.Answered(attended) ?? attended, pass);
    }

    private static Tensor Heads(Tensor x, int heads, INorm? norm, AttentionPlan plan)
    {
        var split = x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads);
        split = (norm?.Forward(split) ?? split).transpose(1, 2);
        return plan.Angles?.Turn(split) ?? split;
    }

    private Tensor Attend(Tensor query, Tensor keys, Tensor values, AttentionPlan plan, double dropout)
    {
        long groups = _shape.Heads / _shape.KeyValueHeads, rows = query.shape[0], tokens = query.shape[2];
        // One new token: the heads that share keys stand side by side like tokens, so that no key is copied.
        bool fold = groups > 1 && tokens == 1;
        if (fold)
            query = query.reshape(rows, _shape.KeyValueHeads, groups, _shape.HeadSize);
        else if (groups > 1)
            (keys, values) = (Repeat(keys, groups), Repeat(values, groups));
        var answer = _shape.AttentionCap > 0
            ? Capped(query, keys, values, plan.Mask, dropout)
            : functional.scaled_dot_product_attention(query, keys, values, plan.Mask, dropout, plan.IsCausal);
        return fold ? answer.reshape(rows, _shape.Heads, 1, _shape.HeadSize) : answer;
    }

    private Tensor Capped(Tensor query, Tensor keys, Tensor values, Tensor? mask, double dropout)
    {
        long[] shape = query.shape;
        Tensor Flat(Tensor x) => x.reshape(-1, x.shape[2], x.shape[3]);
        var scores = Flat(query).bmm(Flat(keys).transpose(1, 2)).mul(_capInverse).tanh().mul(_cap).view(shape[0], shape[1], shape[2], keys.shape[2]);
        if (mask is not null)
            scores = scores.Plus(mask);
        var weights = functional.dropout(scores.softmax(-1, ScalarType.Float32).to_type(query.dtype), dropout, dropout > 0);
        return Flat(weights).bmm(Flat(values)).view(shape);
    }

    private static Tensor Repeat(Tensor x, long groups)
    {
        long[] s = x.shape;
        return x.unsqueeze(2).expand(s[0], s[1], groups, s[2], s[3]).reshape(s[0], s[1] * groups, s[2], s[3]);
    }
}
