using System.Globalization;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Attention and feed-forward, each normalized before and, in some families, after, and added to what came in.</summary>
internal sealed class DecoderLayer
{
    private readonly DecoderShape _shape;
    private readonly DecoderAttention _attention;
    private readonly SplitLinear _up;
    private readonly Linear _down;
    private readonly INorm _attentionNorm, _feedForwardNorm;
    private readonly INorm? _afterAttention, _afterFeedForward;

    public DecoderLayer(ParameterSet parameters, DecoderShape shape, int layer)
    {
        var names = shape.Names;
        string at = string.Format(CultureInfo.InvariantCulture, names.Layer, layer);
        _shape = shape;
        _attentionNorm = NormOf(parameters, shape, at + names.AttentionNorm);
        _attention = new(parameters, shape, at, layer);
        _afterAttention = names.AfterAttentionNorm is { } first ? NormOf(parameters, shape, at + first) : null;
        _feedForwardNorm = NormOf(parameters, shape, at + names.FeedForwardNorm);
        int[] widths = shape.Gated ? [shape.Intermediate, shape.Intermediate] : [shape.Intermediate];
        _up = new(parameters, [.. names.Up.Select(n => at + n)], shape.Hidden, widths, shape.FeedForwardBias, names.Transposed);
        _down = new(parameters, at + names.Down, shape.Intermediate, shape.Hidden, shape.FeedForwardBias, names.Transposed);
        _afterFeedForward = names.AfterFeedForwardNorm is { } second ? NormOf(parameters, shape, at + second) : null;
    }

    /// <summary>[rows, tokens, hidden] to the same, or to [answers, hidden] where <paramref name="answered"/> asks for less; null asks for all.</summary>
    public Tensor Forward(Tensor x, AttentionPlan plan, IAttentionMemory? memory, TokenBatch? answered, ForwardPass pass)
    {
        var attended = _attention.Forward(_attentionNorm.Forward(x), plan, memory, answered, pass);
        x = (answered?.Answered(x) ?? x).Plus(pass.Dropout(_afterAttention?.Forward(attended) ?? attended, _shape.ResidualDropout));
        var up = _up.Forward(_feedForwardNorm.Forward(x), pass);
        var fed = _down.Forward(_shape.Gated ? Gate(up[0], up[1]) : _shape.Activation(up[0]), pass);
        return x.Plus(pass.Dropout(_afterFeedForward?.Forward(fed) ?? fed, _shape.ResidualDropout));
    }

    private Tensor Gate(Tensor gate, Tensor up) =>
        ReferenceEquals(_shape.Activation, Activation.Silu) && SinglePass.Suits(gate) && SinglePass.Suits(up) ? SinglePass.SiluTimes(gate, up) : _shape.Activation(gate) * up;

    public static INorm NormOf(ParameterSet parameters, DecoderShape shape, string name) => shape.RootMeanSquare
        ? new RmsNorm(parameters, name, shape.Hidden, shape.NormEpsilon, shape.NormPlusOne)
        : new Norm(parameters, name, shape.Hidden, shape.NormEpsilon);
}
