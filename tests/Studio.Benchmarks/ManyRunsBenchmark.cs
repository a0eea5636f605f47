using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Benchmarks;

/// <summary>Memory of one process over 200 runs of changing methods: it has to stay where the first ones brought it.</summary>
internal static class ManyRunsBenchmark
{
    private const int Runs = 200, Every = 20;

    public static async Task RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("studio-many-runs-").FullName;
        try
        {
            var rows = Rows(192);
            var scratch = new Recipe
            {
                BaseModel = "scratch", Scratch = new() { HiddenSize = 64, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 128, VocabSize = 500 },
                Epochs = 1, BatchSize = 16, MaxLength = 32, Optimizer = new() { LearningRate = 1e-3 },
            };
            var made = await TrainAsync(scratch, rows, Path.Combine(folder, "base"));
            var based = scratch with { BaseModel = made.ModelDirectory, Scratch = null };
            Recipe[] recipes =
            [
                scratch, based, based with { Method = "lora" }, based with { Method = "head" }, based with { Method = "soft-prompt" },
                based with { Method = "gradual" }, based with { Precision = "bf16" }, based with { GradientCheckpointing = true }, based with { Method = "dora" },
            ];
            Console.WriteLine("runs   memory");
            for (var run = 1; run <= Runs; run++)
            {
                var output = Path.Combine(folder, "run");
                await TrainAsync(recipes[run % recipes.Length], rows, output);
                Directory.Delete(output, recursive: true);
                if (run % Every == 0)
                    Console.WriteLine($"{run,4}{ProcessMemory.Now() / 1e6,8:0} MB");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<TrainingResult> TrainAsync(Recipe recipe, List<TrainingRow> rows, string output) => new TrainingEngine().TrainAsync(
        new TrainingJob { Recipe = recipe, Train = new RowList(rows), Validation = new RowList(rows[..32]), OutputDirectory = output }, _ => { }, CancellationToken.None);

    private static List<TrainingRow> Rows(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => new TrainingRow
        {
            Id = $"{i}", Label = i % 2 == 0 ? "no" : "yes", Text = string.Join(' ', Enumerable.Range(0, 5 + random.Next(15)).Select(_ => $"word{random.Next(200)}")),
        })];
    }
}
