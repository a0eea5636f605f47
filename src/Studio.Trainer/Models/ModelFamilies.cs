using Studio.Trainer.Formats;
using Studio.Trainer.Models.Decoders;

namespace Studio.Trainer.Models;

/// <summary>The families of models by <c>model_type</c>.</summary>
public static class ModelFamilies
{
    /// <summary>Whether models of this <c>model_type</c> read from left to right and can write.</summary>
    public static bool Writes(string modelType) => DecoderFamilies.Names.Contains(modelType);

    internal static (IBackbone Encoder, ITaskHead Head) Build(ModelConfig config, ModelTask task, ParameterSet parameters) => config.ModelType switch
    {
        var type when DecoderFamilies.Names.Contains(type) => OfDecoder(config, task, parameters),
        not ("bert" or "modernbert") when task.Kind == TaskKind.MaskedLm => throw config.Bad("model_type", $"is \"{config.ModelType}\"; masked words are learned by bert and modernbert only"),
        "bert" => Bert(config, task, parameters),
        "roberta" => Roberta(config, task, parameters),
        "distilbert" => DistilBert(config, task, parameters),
        "modernbert" => ModernBert(config, task, parameters),
        var type => throw config.Bad("model_type", $"is \"{type}\"; Studio knows bert, distilbert, modernbert, roberta, {string.Join(", ", DecoderFamilies.Names)}"),
    };

    private static (IBackbone, ITaskHead) OfDecoder(ModelConfig config, ModelTask task, ParameterSet parameters)
    {
        if (task.Kind is TaskKind.MaskedLm or TaskKind.TokenClassification)
            throw config.Bad("model_type", $"is \"{config.ModelType}\", which reads from left to right only; for words in their context take an encoder such as bert");
        var decoder = new Decoder(parameters, DecoderFamilies.Read(config));
        return (decoder, task.Kind == TaskKind.CausalLm ? new CausalHead(parameters, decoder) : new LastTokenHead(parameters, decoder.Shape, task.LabelCount));
    }

    private static (IBackbone, ITaskHead) Bert(ModelConfig config, ModelTask task, ParameterSet parameters)
    {
        var shape = EncoderShape.FromBert(config);
        var encoder = new PostNormEncoder(parameters, shape);
        double dropout = HeadDropout(config, "hidden_dropout_prob");
        return (encoder, task.Kind == TaskKind.MaskedLm ? new MaskedLmHead(parameters, shape, encoder.WordTable) : task.Kind == TaskKind.TokenClassification
            ? new TokenHead(parameters, encoder.HiddenSize, task.LabelCount, dropout)
            : new PooledHead(parameters, "bert", encoder.HiddenSize, task.LabelCount, dropout));
    }

    private static (IBackbone, ITaskHead) Roberta(ModelConfig config, ModelTask task, ParameterSet parameters)
    {
        var encoder = new PostNormEncoder(parameters, EncoderShape.FromBert(config, "roberta", roberta: true));
        double dropout = HeadDropout(config, "hidden_dropout_prob");
        return (encoder, task.Kind == TaskKind.TokenClassification
            ? new TokenHead(parameters, encoder.HiddenSize, task.LabelCount, dropout)
            : new TwoLayerHead(parameters, encoder.HiddenSize, task.LabelCount, dropout));
    }

    private static (IBackbone, ITaskHead) DistilBert(ModelConfig config, ModelTask task, ParameterSet parameters)
    {
        var encoder = new PostNormEncoder(parameters, EncoderShape.FromDistilBert(config));
        return (encoder, task.Kind == TaskKind.TokenClassification
            ? new TokenHead(parameters, encoder.HiddenSize, task.LabelCount, config.Number("dropout", 0.1, maximum: 0.99))
            : new PreClassifierHead(parameters, encoder.HiddenSize, task.LabelCount, config.Number("seq_classif_dropout", 0.2, maximum: 0.99)));
    }

    private static (IBackbone, ITaskHead) ModernBert(ModelConfig config, ModelTask task, ParameterSet parameters)
    {
        var shape = ModernBertShape.From(config);
        var encoder = new ModernBertEncoder(parameters, shape);
        return (encoder, task.Kind == TaskKind.MaskedLm ? new MaskedLmHead(parameters, config, shape, encoder.WordTable) : new ModernBertHead(parameters, config, shape, task));
    }

    private static double HeadDropout(ModelConfig config, string otherwise) =>
        config.Number("classifier_dropout", config.Number(otherwise, 0.1, maximum: 0.99), maximum: 0.99);
}
