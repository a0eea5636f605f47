using System.Diagnostics;
using System.Text.Json;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Benchmarks;

/// <summary>Estimates of three recipes beside what their runs then take; each in a process of its own, one after the other.</summary>
internal static class EstimateBenchmark
{
    private static readonly ScratchShape Shape = new() { HiddenSize = 256, NumHiddenLayers = 4, NumAttentionHeads = 4, IntermediateSize = 1024, VocabSize = 8000 };

    public static async Task RunAsync(string[] args)
    {
        if (args is ["probe", var asked])
        {
            await ProbeProgram.RunAsync(asked, Console.Out, Console.Error);
            return;
        }

        if (args is ["run", var request])
        {
            await TrainAsync(request);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("studio-estimate-").FullName;
        try
        {
            var (train, validation) = (Rows(4_000, 1), Rows(500, 2));
            var scratch = new Recipe { BaseModel = "scratch", Scratch = Shape, Epochs = 1, MaxLength = 128, BatchSize = 32, Optimizer = new() { LearningRate = 5e-4 } };
            var made = await new TrainingEngine().TrainAsync(new TrainingJob
            {
                Recipe = scratch with { MaxSteps = 1, Scratch = Shape with { HiddenSize = 384, NumHiddenLayers = 6, NumAttentionHeads = 6, IntermediateSize = 1536 } },
                Train = new RowList(train),
                Validation = new RowList(validation),
                OutputDirectory = Path.Combine(folder, "base"),
            }, _ => { }, CancellationToken.None);
            var based = scratch with { BaseModel = made.ModelDirectory, Scratch = null, MaxSteps = 90 };
            Console.WriteLine("recipe          memory estimated  measured  error   time estimated  measured  error");
            foreach (var (name, recipe) in new[] { ("scratch, full", scratch), ("LoRA", based with { Method = "lora" }), ("head", based with { Method = "head", MaxSteps = 120 }) })
            {
                var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName, "request.json");
                await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(new ProbeRequest(recipe, train, validation, train.Count, validation.Count), RecipeJson.Options));
                var estimate = JsonSerializer.Deserialize<RunEstimate>(await ChildAsync("probe", file))!;
                var measured = JsonSerializer.Deserialize<Measured>(await ChildAsync("run", file))!;
                Console.WriteLine($"{name,-16}{estimate.PeakBytes / 1e6,12:0} MB {measured.Bytes / 1e6,8:0} MB {estimate.PeakBytes / measured.Bytes - 1,7:+0.0%;-0.0%}"
                    + $"{estimate.TotalSeconds,13:0.0} s {measured.Seconds,8:0.0} s {estimate.TotalSeconds / measured.Seconds - 1,7:+0.0%;-0.0%}");
                Console.WriteLine($"  preparing {estimate.PrepareSeconds:0.0} {measured.Prepare:0.0}, steps {estimate.Steps * estimate.StepSeconds:0.0} {measured.Steps:0.0}, scoring {estimate.Evaluations * estimate.EvaluationSeconds:0.0} {measured.Evaluation:0.0},"
                    + $" saving {estimate.Checkpoints * estimate.CheckpointSeconds:0.0} {measured.Checkpoint:0.0}, writing {estimate.ExportSeconds:0.0} {measured.Export:0.0} s (estimated, measured)");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Measured(double Bytes, double Seconds, double Prepare, double Steps, double Evaluation, double Checkpoint, double Export);

    private static async Task TrainAsync(string file)
    {
        var request = JsonSerializer.Deserialize<ProbeRequest>(await File.ReadAllBytesAsync(file), RecipeJson.Options)!;
        await RunProbe.WarmUpAsync();
        var (before, began) = (ProcessMemory.Now(), Stopwatch.GetTimestamp());
        var spent = new Dictionary<Type, double>();
        long last = began;
        await new TrainingEngine().TrainAsync(new TrainingJob
        {
            Recipe = request.Recipe,
            Train = new RowList(request.Train),
            Validation = new RowList(request.Validation),
            OutputDirectory = Path.Combine(Path.GetDirectoryName(file)!, "run"),
        }, told =>
        {
            // What an event tells of has taken the time since the event before it.
            spent[told.GetType()] = spent.GetValueOrDefault(told.GetType()) + Stopwatch.GetElapsedTime(last).TotalSeconds;
            last = Stopwatch.GetTimestamp();
        }, CancellationToken.None);
        Console.WriteLine(JsonSerializer.Serialize(new Measured(
            ProcessMemory.Peak() - before, Stopwatch.GetElapsedTime(began).TotalSeconds, spent[typeof(RunPrepared)], spent[typeof(StepCompleted)], spent.GetValueOrDefault(typeof(EvaluationCompleted)),
            spent[typeof(CheckpointSaved)], spent.GetValueOrDefault(typeof(RunNotice)) + Stopwatch.GetElapsedTime(last).TotalSeconds)));
    }

    private static async Task<string> ChildAsync(string what, string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [typeof(EstimateBenchmark).Assembly.Location, "estimate", what, file] : ["estimate", what, file])
        {
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return output;
    }

    // Lengths as in messages: most are short and a few are long.
    private static List<TrainingRow> Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new TrainingRow
        {
            Id = $"{i}",
            Label = $"label {i % 5}",
            Text = string.Join(' ', Enumerable.Range(0, (int)Math.Clamp(Math.Exp(2.8 + 0.7 * Normal(random)), 3, 140)).Select(_ => $"word{random.Next(3000)}")),
        })];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
