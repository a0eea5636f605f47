using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Tuning;

public sealed class UsualRatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-rates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{ "model_type": "bert", "hidden_size": 768 }""", "full", 2e-5)]
    [InlineData("""{ "model_type": "bert", "hidden_size": 768 }""", "lora", 5e-4)]
    [InlineData("""{ "model_type": "modernbert", "hidden_size": 256 }""", "full", 1e-3)]
    [InlineData("""{ "model_type": "bert", "hidden_size": 256 }""", "full", 3e-4)]
    [InlineData("""{ "model_type": "distilbert", "dim": 256 }""", "dora", 2e-3)]
    [InlineData("{ not json", "full", 2e-5)]
    public void A_narrow_encoder_takes_larger_steps(string config, string method, double rate)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);

        Assert.Equal(rate, UsualRates.For("sequence-classification", method, _folder));
    }

    [Fact]
    public void What_starts_from_nothing_learns_fast()
    {
        Assert.Equal(Recipe.FromScratch.Optimizer.LearningRate, UsualRates.For("sequence-classification", "full", "scratch"));
        Assert.Equal(1e-3, UsualRates.For("causal-lm", "full", "scratch"));
    }
}
