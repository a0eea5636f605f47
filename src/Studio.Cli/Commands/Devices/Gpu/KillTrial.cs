using System.Diagnostics;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>A run on the device that is killed again and again and resumed must end with the weights of the undisturbed one.</summary>
internal static class KillTrial
{
    private const string Recipe = """
        {"base_model": "scratch", "scratch": {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "max_position_embeddings": 64, "vocab_size": 200},
         "batch_size": 8, "max_steps": STEPS, "max_length": 32, "optimizer": {"learning_rate": 0.002}, "evaluation": {"eval_strategy": "steps", "eval_steps": 4}, "seed": 7}
        """;

    public static async Task<JsonObject> RunAsync(string device, bool small, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("studio-gpu-kills-").FullName;
        try
        {
            var (recipe, rows) = (Path.Combine(folder, "recipe.json"), Path.Combine(folder, "train.jsonl"));
            await File.WriteAllTextAsync(recipe, Recipe.Replace("STEPS", small ? "40" : "400", StringComparison.Ordinal), cancel);
            await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 256).Select(i => $$"""{"text": "{{(i % 2 == 0 ? "good film" : "dull film")}} number {{i % 17}} of {{i % 5}}", "label": "{{(i % 2 == 0 ? "good" : "bad")}}"}"""), cancel);
            string[] train = ["train", "--recipe", recipe, "--train", rows, "--validation", rows, "--device", device, "--json", "--output"];
            var undisturbed = await EndAsync([.. train, Path.Combine(folder, "undisturbed")], cancel);
            string[] killed = [.. train, Path.Combine(folder, "killed"), "--resume"];
            var (kills, wanted) = (0, small ? 2 : 20);
            while (kills < wanted && await KillAsync(killed, 1 + (kills % 3), cancel))
                kills++;
            var resumed = await EndAsync(killed, cancel);
            return new() { ["kills"] = kills, ["equal"] = undisturbed == resumed, ["weights_sha256"] = undisturbed };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> EndAsync(string[] arguments, CancellationToken cancel)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? JsonNode.Parse((await output).Trim().Split('\n')[^1])!["weights_sha256"]!.GetValue<string>()
            : throw new TrainingException($"The run ended with code {process.ExitCode}: {(await errors).Trim().Split('\n')[^1]}");
    }

    /// <summary>Kills after some evaluations, each of which leaves a checkpoint; false where the run had ended by then.</summary>
    private static async Task<bool> KillAsync(string[] arguments, int evaluations, CancellationToken cancel)
    {
        using var process = Start(arguments);
        while (evaluations > 0 && await process.StandardError.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith("validation at step", StringComparison.Ordinal))
                evaluations--;
        var running = !process.HasExited;
        if (running)
            process.Kill();
        await process.WaitForExitAsync(cancel);
        return running && evaluations == 0;
    }

    private static Process Start(string[] arguments)
    {
        var start = OwnProcess.Start(arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        return Process.Start(start) ?? throw new TrainingException("A run could not be started.");
    }
}
