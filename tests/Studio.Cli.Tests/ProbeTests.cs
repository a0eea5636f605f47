namespace Studio.Cli.Tests;

public sealed class ProbeTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task Everything_that_the_engine_calls_works_on_the_processor()
    {
        var report = await _studio.JsonAsync("probe", "--device", "cpu");

        var entries = report.GetProperty("entry_points").EnumerateArray().ToList();
        Assert.True(entries.Count > 30);
        Assert.All(entries, entry => Assert.True(
            entry.GetProperty("State").GetString() == "Works" || entry.GetProperty("Note").GetString() == "Not for processors.", entry.ToString()));
        Assert.Equal("cpu", report.GetProperty("device").GetString());
        Assert.True(report.GetProperty("machine").GetProperty("Cores").GetInt32() > 0);
    }

    [Fact]
    public async Task A_device_that_is_none_is_refused()
    {
        var answer = await _studio.RunAsync("probe", "--device", "tpu");

        Assert.Equal(2, answer.Code);
        Assert.Contains("takes cpu or cuda", answer.Error, StringComparison.Ordinal);
    }
}
