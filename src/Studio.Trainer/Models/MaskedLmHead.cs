using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// The head for masked words: dense layer, activation and normalization, then the table of word embeddings itself as the output layer,
/// with a bias of its own. Only the chosen positions are answered.
/// </summary>
internal sealed class MaskedLmHead : ITaskHead
{
    private readonly Linear _dense;
    private readonly Norm _norm;
    private readonly Tensor _words;
    private readonly Tensor? _bias;
    private readonly Func<Tensor, Tensor> _activation;

    /// <summary>BERT's.</summary>
    public MaskedLmHead(ParameterSet parameters, EncoderShape shape, Tensor words)
    {
        _dense = new(parameters, "cls.predictions.transform.dense", shape.Hidden, shape.Hidden);
        _norm = new(parameters, "cls.predictions.transform.LayerNorm", shape.Hidden, shape.NormEpsilon);
        _bias = parameters.Add("cls.predictions.bias", shape.Vocabulary);
        (_words, _activation) = (words, shape.Activation);
    }

    /// <summary>ModernBERT's.</summary>
    public MaskedLmHead(ParameterSet parameters, ModelConfig config, ModernBertShape shape, Tensor words)
    {
        _dense = new(parameters, "head.dense", shape.Hidden, shape.Hidden, config.Flag("classifier_bias", false));
        _norm = new(parameters, "head.norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
        _bias = config.Flag("decoder_bias", true) ? parameters.Add("decoder.bias", shape.Vocabulary) : null;
        (_words, _activation) = (words, Activation.ByName(config, "classifier_activation", "gelu"));
    }

    public TokenBatch Reading(TokenBatch batch) => batch;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) => nn.functional.linear(
        _norm.Forward(_activation(_dense.Forward(hidden, pass))), ForwardPass.As(_words, hidden.dtype), _bias is null ? null : ForwardPass.As(_bias, hidden.dtype));
}
