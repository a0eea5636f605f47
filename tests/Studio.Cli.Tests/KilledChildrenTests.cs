using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Studio.Cli.Tests;

public sealed class KilledChildrenTests : IDisposable
{
    private const int Kills = 12;

    private const string Shape = """
        "base_model": "scratch", "scratch": {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 32, "vocab_size": 200},
        "batch_size": 8, "epochs": 6, "max_length": 16, "optimizer": {"learning_rate": 0.005}, "seed": 7
        """;

    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory, Trait("Category", "Slow")]
    [InlineData("\"folds\": 4", "cross_validation.json", "folds", 3)]
    [InlineData("\"search\": {\"trials\": 8, \"space\": {\"optimizer.learning_rate\": {\"type\": \"log-uniform\", \"min\": 0.0001, \"max\": 0.01}}}", "search.json", "trials", 11)]
    public async Task Folds_and_trials_that_are_killed_at_random_end_as_the_undisturbed_ones(string repeats, string file, string list, int seed)
    {
        _studio.Write("recipe.json", $"{{{Shape}, {repeats}}}");
        _studio.Write("train.jsonl", Enumerable.Range(0, 192).Select(static i =>
            $$"""{"text": "{{(i % 2 == 0 ? "good film" : "dull film")}} number {{i % 17}} of {{i % 5}}", "label": "{{(i % 3 != 0 == (i % 2 == 0) ? "good" : "bad")}}"}"""));
        string[] train = ["train", "--recipe", "recipe.json", "--train", "train.jsonl", "--validation", "train.jsonl", "--device", "cpu", "--output"];
        var undisturbed = await _studio.JsonAsync([.. train, "undisturbed"]);
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
            await KillAfterAsync(TimeSpan.FromMilliseconds(300 + random.Next(2500)), [.. train, "killed", "--resume"]);

        var resumed = await _studio.JsonAsync([.. train, "killed", "--resume"]);

        Assert.Equal(undisturbed.GetProperty("weights_sha256").GetString(), resumed.GetProperty("weights_sha256").GetString());
        Assert.Equal(Essence("undisturbed", file, list), Essence("killed", file, list));
        if (list == "folds")
            Assert.Equal(await File.ReadAllTextAsync(_studio.PathOf("undisturbed/out_of_fold.jsonl"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(_studio.PathOf("killed/out_of_fold.jsonl"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_studio.PathOf("killed"), "*.tmp-*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(_studio.PathOf("killed/tokens")));
    }

    /// <summary>Everything but the time it took.</summary>
    private string Essence(string run, string file, string list)
    {
        var json = JsonNode.Parse(File.ReadAllText(_studio.PathOf(Path.Combine(run, file))))!;
        foreach (var child in json[list]!.AsArray())
            child!.AsObject().Remove("seconds");
        return json.ToJsonString();
    }

    private async Task KillAfterAsync(TimeSpan time, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "studio.exe" : "studio"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _studio.Folder,
        };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        if (!process.WaitForExit(time))
            process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
