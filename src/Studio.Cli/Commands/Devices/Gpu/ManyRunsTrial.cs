using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Trainer.Devices;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>Many small runs in one process, of several methods in turn: what stays in memory after each.</summary>
internal static class ManyRunsTrial
{
    private static readonly string[] Words = ["good", "dull", "film", "plot", "scene", "actor", "ending", "music"];

    public static async Task<JsonObject> RunAsync(string device, int runs, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("studio-gpu-runs-").FullName;
        try
        {
            var rows = Enumerable.Range(0, 96).Select(i => new TrainingRow
            {
                Id = $"{i}", Label = i % 2 == 0 ? "good" : "dull", Text = string.Join(' ', Enumerable.Range(0, 4 + (i % 9)).Select(n => Words[(i + (n * n)) % Words.Length])),
            }).ToList();
            var scratch = new Recipe
            {
                BaseModel = "scratch", Scratch = new() { HiddenSize = 64, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 128, VocabSize = 200 },
                Epochs = 1, BatchSize = 16, MaxLength = 32, Optimizer = new() { LearningRate = 1e-3 },
            };
            Task<TrainingResult> Train(Recipe recipe, string output) => new TrainingEngine(new() { Device = device }).TrainAsync(
                new TrainingJob { Recipe = recipe, Train = new RowList(rows), Validation = new RowList(rows[..32]), OutputDirectory = Path.Combine(folder, output) }, _ => { }, cancel);
            var based = scratch with { BaseModel = (await Train(scratch, "base")).ModelDirectory, Scratch = null };
            Recipe[] recipes = [based, based with { Method = "lora" }, based with { Precision = "bf16" }, based with { GradientCheckpointing = true }];
            var (gpu, process) = (new List<long>(), new List<long>());
            for (var run = 0; run < runs; run++)
            {
                await Train(recipes[run % recipes.Length], "run");
                Directory.Delete(Path.Combine(folder, "run"), recursive: true);
                gpu.Add(GpuMemory.Used());
                process.Add(ProcessMemory.Now());
            }
            // The first runs of each kind fill libtorch's caches.
            var settled = Math.Min(runs / 2, recipes.Length * 2);
            return new()
            {
                ["sentence"] = string.Create(CultureInfo.InvariantCulture, $"{runs} runs, {(gpu[^1] - gpu[settled]) / 1e6:0} MB more on the GPU, {(process[^1] - process[settled]) / 1e6:0} MB more in the process"),
                ["runs"] = runs, ["gpu_growth_bytes"] = gpu[^1] - gpu[settled], ["process_growth_bytes"] = process[^1] - process[settled],
                ["gpu_bytes"] = new JsonArray([.. gpu.Where((_, i) => i % 10 == 0).Select(b => (JsonNode)b)]),
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
