namespace Studio.Cli.Tests;

public sealed class BenchTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("fixed", 0, 0)]
    [InlineData("mixed", 0.001, 0.6)]
    public async Task A_bench_tells_speed_memory_and_where_the_time_goes(string lengths, double leastPadding, double mostPadding)
    {
        var report = await _studio.JsonAsync("bench", "--preset", "bert-mini", "--device", "cpu", "--batch", "2", "--length", "32", "--lengths", lengths, "--steps", "3");

        Assert.Equal(1, report.GetProperty("phases").EnumerateObject().Sum(phase => phase.Value.GetDouble()), 1e-6);
        Assert.InRange(report.GetProperty("padding_share").GetDouble(), leastPadding, mostPadding);
        Assert.InRange(report.GetProperty("share_of_matrix_rate").GetDouble(), 1e-6, 1);
        Assert.True(report.GetProperty("samples_per_s").GetDouble() > 0);
        Assert.True(report.GetProperty("tokens_per_s").GetDouble() > report.GetProperty("samples_per_s").GetDouble());
        Assert.True(report.GetProperty("peak_memory_bytes").GetInt64() > 50_000_000, "eleven million weights with their moments take more");
    }

    [Theory]
    [InlineData("off")]
    [InlineData("on")]
    public async Task A_language_model_is_measured_with_adapters(string checkpointing)
    {
        var report = await _studio.JsonAsync("bench", "--preset", "lora-30m", "--device", "cpu", "--batch", "1", "--length", "32", "--steps", "2", "--gradient-checkpointing", checkpointing);

        Assert.Equal(("lora-30m", checkpointing == "on"), (report.GetProperty("preset").GetString(), report.GetProperty("gradient_checkpointing").GetBoolean()));
        Assert.InRange(report.GetProperty("share_of_matrix_rate").GetDouble(), 1e-6, 1);
        Assert.True(report.GetProperty("tokens_per_s").GetDouble() > 0);
    }

    [Fact]
    public async Task A_preset_that_is_not_known_is_answered_with_those_that_are()
    {
        var answer = await _studio.RunAsync("bench", "--preset", "bert-huge");
        Assert.Equal(1, answer.Code);
        Assert.Contains("bert-mini", answer.Error, StringComparison.Ordinal);
    }
}
