using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>One layer of ModernBERT. The first has no normalization before its attention, since the embeddings are normalized.</summary>
internal sealed class ModernBertLayer
{
    private readonly ModernBertShape _shape;
    private readonly Norm? _attentionNorm;
    private readonly Norm _mlpNorm;
    private readonly Linear _queryKeyValue, _output, _input, _down;

    public ModernBertLayer(ParameterSet parameters, ModernBertShape shape, int number)
    {
        _shape = shape;
        string at = $"model.layers.{number}.";
        _attentionNorm = number == 0 ? null : new(parameters, at + "attn_norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
        _queryKeyValue = new(parameters, at + "attn.Wqkv", shape.Hidden, 3 * shape.Hidden, shape.AttentionBias);
        _output = new(parameters, at + "attn.Wo", shape.Hidden, shape.Hidden, shape.AttentionBias);
        _mlpNorm = new(parameters, at + "mlp_norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
        _input = new(parameters, at + "mlp.Wi", shape.Hidden, 2 * shape.Intermediate, shape.MlpBias);
        _down = new(parameters, at + "mlp.Wo", shape.Intermediate, shape.Hidden, shape.MlpBias);
    }

    /// <summary>[rows, tokens, hidden] to the same, or to [answers, hidden] where <paramref name="answered"/> asks for less; null asks for all.</summary>
    public Tensor Forward(Tensor x, Tensor? mask, RotaryPositions positions, TokenBatch? answered, ForwardPass pass)
    {
        var parts = _queryKeyValue.Forward(_attentionNorm?.Forward(x) ?? x, pass).chunk(3, -1);
        var attended = MultiHead.Attend(
            positions.Turn(MultiHead.Split(parts[0], _shape.Heads)), positions.Turn(MultiHead.Split(parts[1], _shape.Heads)), MultiHead.Split(parts[2], _shape.Heads),
            mask, _shape.AttentionDropout, pass);
        if (answered is not null)
            (x, attended) = (answered.Answered(x), answered.Answered(attended));
        x = x.Plus(pass.Dropout(_output.Forward(attended, pass), _shape.AttentionDropout));
        var gated = _input.Forward(_mlpNorm.Forward(x), pass).chunk(2, -1);
        return x.Plus(_down.Forward(pass.Dropout(_shape.Activation(gated[0]) * gated[1], _shape.MlpDropout), pass));
    }
}
