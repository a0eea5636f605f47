using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>The last layer computes only the vectors that the head reads. Answers and gradients are those of a pass that computes all of them.</summary>
[Trait("Category", "Golden")]
public sealed class AnsweredPositionsTests
{
    public static TheoryData<string> Models => GoldenFolder.Cases("models", golden => EncoderCases.IsEncoder(golden) || DecoderCases.IsDecoder(golden));

    [Theory, MemberData(nameof(Models))]
    public void Few_vectors_give_what_all_of_them_give(string name)
    {
        using var golden = new GoldenModel(name);
        var batch = GoldenModel.Batch(golden.ForwardSection);
        if (golden.Model.Task.Kind is TaskKind.CausalLm or TaskKind.MaskedLm)
            batch = batch with { Positions = tensor(new long[] { 1, batch.Ids.shape[1] + 2, 3 }) };

        var few = new ForwardPass();
        var some = golden.Model.Forward(batch, few);
        var gradients = Gradients(golden.Model, few, some);
        var all = new ForwardPass(keepHiddenStates: true);
        var every = golden.Model.Forward(batch, all);
        var expected = Gradients(golden.Model, all, every);

        Assert.Empty(few.HiddenStates);
        Assert.Equal(batch.Ids.shape, all.HiddenStates[^1].shape[..2]);
        Assert.Equal(every.shape, some.shape);
        Assert.True(Length(every - some) < 1e-5 * Length(every), $"{name}: the answers differ by {Length(every - some):g2}.");
        Assert.Equal(expected.Keys.Order(), gradients.Keys.Order());
        // A share of the longest gradient: that of the keys' bias is zero but for roundings.
        double longest = expected.Values.Max(Length);
        Assert.All(expected, pair => Assert.True(Length(pair.Value - gradients[pair.Key]) < 1e-5 * longest, $"{name}: the gradient of {pair.Key} differs by {Length(pair.Value - gradients[pair.Key]):g2}."));
    }

    private static double Length(Tensor values) => values.norm().item<float>();

    private static Dictionary<string, Tensor> Gradients(TransformerModel model, ForwardPass pass, Tensor answers)
    {
        foreach (var (_, tensor) in model.Weights)
            tensor.grad = null;
        pass.Backward(answers.square().sum());
        return model.Weights.Where(p => p.Tensor.grad is not null).ToDictionary(p => p.Name, p => p.Tensor.grad!.clone());
    }
}
