using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>ModernBERT's prediction head: dense layer, activation and normalization, then the classifier; on the first token, the mean of all, or each.</summary>
internal sealed class ModernBertHead : ITaskHead
{
    private readonly Linear _dense, _classifier;
    private readonly Norm _norm;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly double _dropout;
    private readonly bool _everyToken, _mean;

    public ModernBertHead(ParameterSet parameters, ModelConfig config, ModernBertShape shape, ModelTask task)
    {
        _everyToken = task.Kind == TaskKind.TokenClassification;
        _mean = (config.Text("classifier_pooling") ?? "cls") switch
        {
            "cls" => false,
            "mean" => true,
            var other => throw config.Bad("classifier_pooling", $"is \"{other}\"; Studio knows cls and mean"),
        };
        _activation = Activation.ByName(config, "classifier_activation", "gelu");
        _dropout = config.Number("classifier_dropout", 0, maximum: 0.99);
        _dense = new(parameters, "head.dense", shape.Hidden, shape.Hidden, config.Flag("classifier_bias", false));
        _norm = new(parameters, "head.norm", shape.Hidden, shape.NormEpsilon, shape.NormBias);
        _classifier = new(parameters, "classifier", shape.Hidden, task.LabelCount);
    }

    public TokenBatch Reading(TokenBatch batch) => _everyToken || _mean ? batch : batch.AtFirst;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass)
    {
        var x = _mean && !_everyToken ? Mean(hidden, batch.Mask) : hidden;
        return _classifier.Forward(pass.Dropout(_norm.Forward(_activation(_dense.Forward(x, pass))), _dropout), pass);
    }

    private static Tensor Mean(Tensor hidden, Tensor? mask)
    {
        if (mask is null)
            return hidden.mean([1]);
        var counted = mask.unsqueeze(-1).to_type(hidden.dtype);
        return (hidden * counted).sum(1) / counted.sum(1);
    }
}
