using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Benchmarks;

/// <summary>What an example costs in data sets of 1 k to 1 M rows: preparing it, a step with it, and the memory of the process. Each size in a process of its own.</summary>
internal static class ScalingBenchmark
{
    private const int Steps = 60;

    public static async Task RunAsync(string[] args)
    {
        if (args is ["one", var size])
        {
            await TrainAsync(int.Parse(size, CultureInfo.InvariantCulture));
            return;
        }

        Console.WriteLine("     rows   prepared in   a row    a step (median)   peak memory");
        foreach (var rows in new[] { 1_000, 10_000, 100_000, 1_000_000 })
        {
            var own = typeof(ScalingBenchmark).Assembly.Location;
            string[] ask = ["scaling", "one", rows.ToString(CultureInfo.InvariantCulture)];
            var program = Environment.ProcessPath!;
            var start = new ProcessStartInfo(program, program.EndsWith("dotnet", StringComparison.Ordinal) ? [own, .. ask] : ask) { RedirectStandardOutput = true };
            using var child = Process.Start(start)!;
            var found = JsonSerializer.Deserialize<double[]>(await child.StandardOutput.ReadToEndAsync())!;
            await child.WaitForExitAsync();
            Console.WriteLine($"{rows,9:N0}{found[0],12:0.00} s{found[0] / rows * 1e6,6:0} us{found[1] * 1e3,16:0.0} ms{found[2] / 1e6,12:0} MB");
        }
    }

    private static async Task TrainAsync(int count)
    {
        await RunProbe.WarmUpAsync();
        var folder = Directory.CreateTempSubdirectory("studio-scaling-").FullName;
        try
        {
            var (before, began, prepared, last) = (ProcessMemory.Now(), Stopwatch.GetTimestamp(), 0.0, 0L);
            var steps = new List<double>();
            var recipe = new Recipe
            {
                BaseModel = "scratch", Scratch = new() { VocabSize = 4000 }, MaxSteps = Steps, MaxLength = 64, BatchSize = 32,
                Optimizer = new() { LearningRate = 5e-4 }, Evaluation = new() { EvalStrategy = "no" },
            };
            await new TrainingEngine().TrainAsync(new TrainingJob { Recipe = recipe, Train = new Made(count), Validation = new RowList([]), OutputDirectory = folder }, happened =>
            {
                var now = Stopwatch.GetTimestamp();
                if (happened is RunPrepared)
                    prepared = Stopwatch.GetElapsedTime(began, now).TotalSeconds;
                else if (happened is StepCompleted { Step: > 5 })
                    steps.Add(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
                last = now;
            }, CancellationToken.None);
            Console.WriteLine(JsonSerializer.Serialize(new[] { prepared, steps.Order().ElementAt(steps.Count / 2), ProcessMemory.Peak() - before }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Rows that are made when they are read, so that only what the engine keeps of them takes memory.</summary>
    private sealed class Made(int count) : IRowSource
    {
        public int Count => count;

        public IEnumerable<TrainingRow> Read()
        {
            var random = new Random(1);
            for (var i = 0; i < count; i++)
            {
                yield return new TrainingRow
                {
                    Id = i.ToString(CultureInfo.InvariantCulture),
                    Label = i % 2 == 0 ? "no" : "yes",
                    Text = string.Join(' ', Enumerable.Range(0, 6 + random.Next(20)).Select(_ => $"word{random.Next(3000)}")),
                };
            }
        }
    }
}
