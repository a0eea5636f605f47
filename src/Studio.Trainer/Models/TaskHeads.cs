using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>BERT: the first token through a tanh pooler, then a linear layer.</summary>
internal sealed class PooledHead(ParameterSet parameters, string prefix, int hidden, int labels, double dropout) : ITaskHead
{
    private readonly Linear _pooler = new(parameters, prefix + ".pooler.dense", hidden, hidden);
    private readonly Linear _classifier = new(parameters, "classifier", hidden, labels);

    public TokenBatch Reading(TokenBatch batch) => batch.AtFirst;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) =>
        _classifier.Forward(pass.Dropout(_pooler.Forward(hidden, pass).tanh(), dropout), pass);
}

/// <summary>RoBERTa: the first token through two linear layers with tanh between.</summary>
internal sealed class TwoLayerHead(ParameterSet parameters, int hidden, int labels, double dropout) : ITaskHead
{
    private readonly Linear _dense = new(parameters, "classifier.dense", hidden, hidden);
    private readonly Linear _output = new(parameters, "classifier.out_proj", hidden, labels);

    public TokenBatch Reading(TokenBatch batch) => batch.AtFirst;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) =>
        _output.Forward(pass.Dropout(_dense.Forward(pass.Dropout(hidden, dropout), pass).tanh(), dropout), pass);
}

/// <summary>DistilBERT: the first token through two linear layers with ReLU between.</summary>
internal sealed class PreClassifierHead(ParameterSet parameters, int hidden, int labels, double dropout) : ITaskHead
{
    private readonly Linear _dense = new(parameters, "pre_classifier", hidden, hidden);
    private readonly Linear _classifier = new(parameters, "classifier", hidden, labels);

    public TokenBatch Reading(TokenBatch batch) => batch.AtFirst;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) =>
        _classifier.Forward(pass.Dropout(functional.relu(_dense.Forward(hidden, pass)), dropout), pass);
}

/// <summary>Every token through one linear layer.</summary>
internal sealed class TokenHead(ParameterSet parameters, int hidden, int labels, double dropout) : ITaskHead
{
    private readonly Linear _classifier = new(parameters, "classifier", hidden, labels);

    public TokenBatch Reading(TokenBatch batch) => batch;

    public Tensor Forward(Tensor hidden, TokenBatch batch, ForwardPass pass) => _classifier.Forward(pass.Dropout(hidden, dropout), pass);
}
