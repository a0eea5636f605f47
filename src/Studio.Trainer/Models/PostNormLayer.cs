using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Attention and feed-forward, each followed by the residual sum and its normalization.</summary>
internal sealed class PostNormLayer
{
    private readonly EncoderShape _shape;
    private readonly SplitLinear _projections;
    private readonly Linear _output, _up, _down;
    private readonly Norm _outputNorm, _downNorm;

    public PostNormLayer(ParameterSet parameters, EncoderShape shape, string at)
    {
        _shape = shape;
        var names = shape.Names;
        _projections = new(parameters, [at + names.Query, at + names.Key, at + names.Value], shape.Hidden, [shape.Hidden, shape.Hidden, shape.Hidden], bias: true);
        _output = new(parameters, at + names.Output, shape.Hidden, shape.Hidden);
        _outputNorm = new(parameters, at + names.OutputNorm, shape.Hidden, shape.NormEpsilon);
        _up = new(parameters, at + names.Up, shape.Hidden, shape.Intermediate);
        _down = new(parameters, at + names.Down, shape.Intermediate, shape.Hidden);
        _downNorm = new(parameters, at + names.DownNorm, shape.Hidden, shape.NormEpsilon);
    }

    /// <summary>[rows, tokens, hidden] to the same, or to [answers, hidden] where <paramref name="answered"/> asks for less; null asks for all.</summary>
    public Tensor Forward(Tensor x, Tensor? mask, TokenBatch? answered, ForwardPass pass)
    {
        int heads = _shape.Heads;
        var parts = _projections.Forward(x, pass);
        bool single = answered is { OnePerRow: true };
        var query = single ? answered!.Answered(parts[0]).unsqueeze(1) : parts[0];
        var attended = MultiHead.Attend(MultiHead.Split(query, heads), MultiHead.Split(parts[1], heads), MultiHead.Split(parts[2], heads), mask, _shape.AttentionDropout, pass);
        if (answered is not null)
            (x, attended) = (answered.Answered(x), single ? attended.squeeze(1) : answered.Answered(attended));
        x = _outputNorm.Forward(x.Plus(pass.Dropout(_output.Forward(attended, pass), _shape.HiddenDropout)));
        return _downNorm.Forward(x.Plus(pass.Dropout(_down.Forward(_shape.Activation(_up.Forward(x, pass)), pass), _shape.HiddenDropout)));
    }
}
