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

    [Theory]
    [InlineData("causal-lm")]
    [InlineData("preference")]
    public async Task A_language_model_that_is_killed_while_it_is_tuned_ends_with_the_same_weights(string task)
    {
        const string shape = """{"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 64, "vocab_size": 300}""";
        const string rest = """
            "batch_size": 4, "max_length": 48, "optimizer": {"learning_rate": 0.002}, "seed": 7,
            "evaluation": {"eval_strategy": "steps", "eval_steps": 2, "metric_for_best_model": "loss", "generation_max_new_tokens": 4}}
            """;
        _studio.Write("base.json", $$"""{"task": "causal-lm", "base_model": "scratch", "scratch": {{shape}}, "max_steps": 4, {{rest}}""");
        _studio.Write("recipe.json", $$"""{"task": "{{task}}", "base_model": "{{_studio.PathOf("base/model").Replace('\\', '/')}}", "method": "lora", "lora": {"r": 4}, "max_steps": 24, {{rest}}""");
        _studio.Write("chats.jsonl", Enumerable.Range(0, 48).Select(static i =>
            $$"""{"messages": [{"role": "user", "content": "count to {{i % 7}}"}, {"role": "assistant", "content": "{{string.Join(' ', Enumerable.Range(1, i % 7 + 1))}}"}]}"""));
        _studio.Write("pairs.jsonl", Enumerable.Range(0, 48).Select(static i => $$"""{"chosen": "\n\nHuman: say {{i % 5}}\n\nAssistant: here is {{i % 5}}", "rejected": "\n\nHuman: say {{i % 5}}\n\nAssistant: no"}"""));
        await _studio.JsonAsync("train", "--recipe", "base.json", "--train", "chats.jsonl", "--validation", "chats.jsonl", "--device", "cpu", "--output", "base");
        string rows = task == "preference" ? "pairs.jsonl" : "chats.jsonl";
        string[] train = ["train", "--recipe", "recipe.json", "--train", rows, "--validation", rows, "--device", "cpu", "--output"];
        var undisturbed = await _studio.JsonAsync([.. train, "undisturbed"]);

        foreach (var evaluations in new[] { 2, 1, 3 })
            await KillAfterAsync(evaluations, [.. train, "killed", "--resume"]);
        var resumed = await _studio.JsonAsync([.. train, "killed", "--resume"]);

        Assert.Equal(undisturbed.GetProperty("weights_sha256").GetString(), resumed.GetProperty("weights_sha256").GetString());
        Assert.Contains("Assistant:", await File.ReadAllTextAsync(_studio.PathOf("base/model/chat_template.jinja"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_can_be_finished_where_it_stands()
    {
        _studio.Write("recipe.json", Recipe.Replace("\"epochs\": 3", "\"epochs\": 3000", StringComparison.Ordinal).Replace("\"batch_size\"", "\"task\": \"masked-lm\", \"batch_size\"", StringComparison.Ordinal));
        _studio.Write("corpus.json", """{"stories": 200, "texts": 200, "pairs": 100, "pairs_as": "text", "seed": 3}""");
        string[] train = ["train", "--recipe", "recipe.json", "--device", "cpu", "--output", "long"];
        await KillAfterAsync(2, train);
        var finished = await _studio.JsonAsync([.. train, "--resume", "--finish"]);
        Assert.InRange(finished.GetProperty("steps").GetInt32(), 1, 10_000);
        Assert.True(File.Exists(_studio.PathOf("long/model/model.safetensors")));

        var exported = await _studio.JsonAsync("export", "--model", "long", "--dtype", "bf16", "--output", "half");
        Assert.InRange(exported.GetProperty("max_difference").GetDouble(), 0, 0.5);
        long whole = new FileInfo(_studio.PathOf("long/model/model.safetensors")).Length, half = new FileInfo(_studio.PathOf("half/model.safetensors")).Length;
        Assert.InRange(half, whole / 2, whole * 0.6);
        _studio.Write("in.jsonl", """{"text": "Mia went to the park."}""");
        await _studio.JsonAsync("tokenize", "--model", "half", "--input", "in.jsonl", "--output", "out.jsonl");
    }

    /// <summary>
    /// Kills at random moments: most anywhere from the process's start on, the others as soon as a save has begun and a random few milliseconds more.
    /// Those of them that leave a staged folder behind were inside the save.
    /// </summary>
    [Fact, Trait("Category", "Slow")]
    public async Task Fifty_kills_many_of_them_inside_a_save_leave_the_weights_of_the_undisturbed_run()
    {
        const int kills = 50;
        const double inside = 0.4;
        _studio.Write("recipe.json", Recipe.Replace("\"hidden_size\": 32", "\"hidden_size\": 128", StringComparison.Ordinal).Replace("\"intermediate_size\": 64", "\"intermediate_size\": 1024", StringComparison.Ordinal)
            .Replace("\"epochs\": 3", "\"epochs\": 30", StringComparison.Ordinal).Replace("\"eval_steps\": 2", "\"eval_steps\": 3", StringComparison.Ordinal));
        _studio.Write("train.jsonl", Enumerable.Range(0, 128).Select(static i =>
            $$"""{"text": "{{(i % 2 == 0 ? "good film" : "dull film")}} number {{i % 17}} of {{i % 5}}", "label": "{{(i % 2 == 0 ? "good" : "bad")}}"}"""));
        string[] train = ["train", "--recipe", "recipe.json", "--train", "train.jsonl", "--validation", "train.jsonl", "--device", "cpu", "--output"];
        var undisturbed = await _studio.JsonAsync([.. train, "undisturbed"]);
        var random = new Random(5);
        int done = 0, insideSave = 0;
        for (; done < kills || insideSave < inside * done; done++)
        {
            Assert.True(done < 4 * kills, $"{insideSave} of {done} kills were inside a save.");
            if (insideSave <= inside * done)
                insideSave += await KillInSaveAsync(random.Next(60), [.. train, "killed", "--resume"]) ? 1 : 0;
            else
                await KillAnywhereAsync(random.Next(2_500), [.. train, "killed", "--resume"]);
            Assert.False(File.Exists(_studio.PathOf("killed/run_result.json")), $"The run was done after {done} kills: too short to be killed more often.");
        }

        var resumed = await _studio.JsonAsync([.. train, "killed", "--resume"]);

        TestContext.Current.TestOutputHelper?.WriteLine($"{done} kills, {insideSave} of them inside a save");
        Assert.Equal(undisturbed.GetProperty("weights_sha256").GetString(), resumed.GetProperty("weights_sha256").GetString());
        Assert.Empty(Directory.EnumerateDirectories(_studio.PathOf("killed"), "*.tmp-*", SearchOption.AllDirectories));
    }

    private async Task KillAnywhereAsync(int milliseconds, string[] arguments)
    {
        using var process = Start(arguments);
        if (!process.WaitForExit(milliseconds))
            process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <returns>Whether the kill came before the save was whole.</returns>
    private async Task<bool> KillInSaveAsync(int milliseconds, string[] arguments)
    {
        var checkpoints = Directory.CreateDirectory(_studio.PathOf("killed/checkpoints")).FullName;
        foreach (var left in Directory.EnumerateDirectories(checkpoints, "*.tmp-*"))
            Directory.Delete(left, recursive: true);
        using var begins = new FileSystemWatcher(checkpoints) { NotifyFilter = NotifyFilters.DirectoryName };
        using var process = Start(arguments);
        var killed = new TaskCompletionSource();
        begins.Created += (_, created) =>
        {
            if (!created.Name!.Contains(".tmp-", StringComparison.Ordinal) || killed.Task.IsCompleted)
                return;
            if (!process.WaitForExit(milliseconds))
                process.Kill();
            killed.TrySetResult();
        };
        begins.EnableRaisingEvents = true;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Directory.EnumerateDirectories(checkpoints, "*.tmp-*").Any();
    }

    private Process Start(string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "studio.exe" : "studio"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _studio.Folder,
        })!;
        // Nobody reads what it tells; unread, a full pipe would stop it.
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return process;
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
