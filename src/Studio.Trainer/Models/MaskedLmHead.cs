using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// BERT's head for masked words: dense layer, activation and normalization, then the table of word embeddings itself as the output layer,
/// with a bias of its own. Only the chosen positions are answered.
/// </summary>
internal sealed class MaskedLmHead(ParameterSet parameters, EncoderShape shape, Tensor words) : ITaskHead
{
    private readonly Linear _dense = new(parameters, "cls.predictions.transform.dense", shape.Hidden, shape.Hidden);
    private readonly Norm _norm = new(parameters, "cls.predictions.transform.LayerNorm", shape.Hidden, shape.NormEpsilon);
    private readonly Tensor _bias = parameters.Add("cls.predictions.bias", shape.Vocabulary);

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass)
    {
        var x = batch.Positions is null ? hidden : hidden.reshape(-1, shape.Hidden).index_select(0, batch.Positions);
        return nn.functional.linear(_norm.Forward(shape.Activation(_dense.Forward(x, pass))), ForwardPass.As(words, x.dtype), ForwardPass.As(_bias, x.dtype));
    }
}
