using System.Diagnostics;

namespace Studio.Cli.Tests;

public sealed class KilledTrainingTests : IDisposable
{
    private const string Recipe = """
        {"base_model": "scratch", "scratch": {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 32, "vocab_size": 200},
         "batch_size": 8, "epochs": 3, "max_length": 16, "optimizer": {"learning_rate": 0.005}, "evaluation": {"eval_strategy": "steps", "eval_steps": 2}, "seed": 7}
        """;

    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_weights_of_the_undisturbed_one()
    {
        _studio.Write("recipe.json", Recipe);
        _studio.Write("train.jsonl", Enumerable.Range(0, 128).Select(static i =>
            $$"""{"text": "{{(i % 2 == 0 ? "good film" : "dull film")}} number {{i % 17}} of {{i % 5}}", "label": "{{(i % 2 == 0 ? "good" : "bad")}}"}"""));
        string[] train = ["train", "--recipe", "recipe.json", "--train", "train.jsonl", "--validation", "train.jsonl", "--device", "cpu", "--output"];
        var undisturbed = await _studio.JsonAsync([.. train, "undisturbed"]);

        foreach (var evaluations in new[] { 3, 1, 5 })
            await KillAfterAsync(evaluations, [.. train, "killed", "--resume"]);
        var resumed = await _studio.RunAsync([.. train, "killed", "--resume", "--json"]);

        Assert.Equal(0, resumed.Code);
        Assert.Contains("Going on from step", resumed.Error, StringComparison.Ordinal);
        Assert.Contains(undisturbed.GetProperty("weights_sha256").GetString()!, resumed.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(_studio.PathOf("killed"), "*.tmp-*", SearchOption.AllDirectories));
    }

    /// <summary>Kills the process, as kill -9 does, once it has told so many evaluations; the checkpoint of the last may or may not be whole then.</summary>
    private async Task KillAfterAsync(int evaluations, string[] arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "studio.exe" : "studio"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _studio.Folder,
        };
        using var process = Process.Start(start)!;
        while (evaluations > 0 && await process.StandardError.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith("validation at step", StringComparison.Ordinal))
                evaluations--;
        process.Kill();
        await process.WaitForExitAsync(cancel);
        Assert.Equal(0, evaluations);
        Assert.NotEqual(0, process.ExitCode);
    }
}
