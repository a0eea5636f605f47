using System.Diagnostics;
using System.Runtime.InteropServices;
using Studio.Trainer.Models;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>What is measured and how.</summary>
public sealed record SpeedSettings
{
    public required SpeedPreset Preset { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Rows of a step; with mixed lengths, as many tokens as so many rows of full length have. Null is the preset's.</summary>
    public int? Batch { get; init; }

    /// <summary>Tokens of a row; with mixed lengths, of the longest.</summary>
    public int Length { get; init; } = 128;

    /// <summary>True takes rows of many lengths, as real texts have them, in batches by tokens.</summary>
    public bool Mixed { get; init; }

    /// <summary><c>fp32</c> or <c>bf16</c>, as a recipe asks for it.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Of hidden values and of attention, as BERT is tuned.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Whether layers are computed a second time in place of keeping what they computed.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Steps that are measured; two before them are not.</summary>
    public int Steps { get; init; } = 20;

    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What was measured.</summary>
/// <param name="Device">Where.</param>
/// <param name="Precision"><c>bf16</c> or <c>fp32</c>: what was computed in.</param>
/// <param name="MedianStep">Time of the median step: forward, backward, clipping and update.</param>
/// <param name="SamplesPerSecond">Rows in all measured steps by their time.</param>
/// <param name="TokensPerSecond">The same of tokens, padding not counted.</param>
/// <param name="ProcessorTimePerStep">What the process used on all cores together, which other work on the machine changes less than the time on the clock.</param>
/// <param name="PaddingShare">Of all places in the batches.</param>
/// <param name="PeakMemoryBytes">Most memory that the process has held; on a GPU, by how much the memory in use grew.</param>
/// <param name="MatrixRate">Operations per second of large matrix products done in turns with the steps: their median.</param>
/// <param name="Rate">Operations per second of the steps, by <see cref="SpeedPreset.Operations"/>, in all the time that they took.</param>
/// <param name="Phases">Share of each part of a step.</param>
public sealed record SpeedReport(
    string Device, string Precision, TimeSpan MedianStep, double SamplesPerSecond, double TokensPerSecond, TimeSpan ProcessorTimePerStep, double PaddingShare, long PeakMemoryBytes,
    double MatrixRate, double Rate, IReadOnlyDictionary<string, double> Phases);

/// <summary>Measures the engine's own training steps on rows of random tokens.</summary>
public static class TrainingSpeed
{
    private const int WarmUp = 2;

    /// <exception cref="TrainingException">The device is not there or its memory is not enough.</exception>
    public static Task<SpeedReport> MeasureAsync(SpeedSettings settings, CancellationToken cancel) =>
        DeviceThread.For(settings.Device).Do(device => Measure(settings, device, cancel), cancel);

    private static SpeedReport Measure(SpeedSettings settings, Device device, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        set_num_threads(settings.Threads);
        try
        {
            long held = Devices.GpuMemory.Used();
            using var run = Prepare(settings, device);
            return Measure(settings, run, device, held, cancel);
        }
        catch (ExternalException e)
        {
            throw new TrainingException($"libtorch could not do these steps; a smaller batch or length needs less memory. It says: {e.Message.Split('\n')[0]}", e);
        }
    }

    internal static PreparedRun Prepare(SpeedSettings settings, Device device)
    {
        int batch = settings.Batch ?? (device.type == TorchSharp.DeviceType.CUDA ? settings.Preset.GpuBatch : settings.Preset.CpuBatch);
        var config = settings.Preset.Config(settings.Dropout, settings.Length);
        bool writes = settings.Preset.Decoder is not null;
        string[] labels = writes ? [] : ["no", "yes"];
        TaskConfig.Set(config, writes ? TaskKind.CausalLm : TaskKind.SingleLabel, labels);
        var model = TransformerModel.Build(config, ModelTask.FromConfig(config), device);
        WeightInitializer.Initialize(model, [.. model.Parameters.All.Select(p => p.Name)], 1);
        var recipe = new Recipe
        {
            BatchSize = batch, MaxLength = settings.Length, Precision = settings.Precision, GradientCheckpointing = settings.GradientCheckpointing, MaxSteps = settings.Steps + WarmUp,
            TokensPerBatch = settings.Mixed ? batch * settings.Length : null,
            Task = writes ? "causal-lm" : "sequence-classification", Method = writes ? "lora" : "full", Lora = writes ? new() { R = 16, LoraAlpha = 32, TargetModules = ["all-linear"] } : null,
        };
        var rows = writes ? SpeedRows.MakeTexts(batch * 24, settings.Length, settings.Mixed, recipe.Seed) : SpeedRows.Make(batch * 24, settings.Length, settings.Mixed, recipe.Seed);
        var tokenizer = WordPieceTokenizer.Create(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], lowercase: true, settings.Length);
        return new(recipe, new(model, tokenizer, []), Methods.TuningMethod.Apply(model, tokenizer, recipe), labels, rows, Task.FromResult(rows), [], [], writes ? "loss" : "accuracy", new(recipe, rows.Lengths), "", []) { ComputeType = recipe.ComputeType(device) };
    }

    private static SpeedReport Measure(SpeedSettings settings, PreparedRun run, Device device, long held, CancellationToken cancel)
    {
        using var warm = new TrainStep(run, device);
        for (int i = 0; i < WarmUp; i++)
            warm.Run(i, run.Plan.Passes(i), int.MaxValue, run.Recipe.Optimizer.LearningRate, cancel);
        var clock = new PhaseClock(device);
        using var step = new TrainStep(run, device) { Clock = clock };
        using var products = new MatrixSpeed(device, run.ComputeType);
        var (times, rates) = (new List<TimeSpan>(), new List<double>());
        var (used, lengths, places) = (TimeSpan.Zero, new List<int>(), 0L);
        for (int i = WarmUp; i < WarmUp + settings.Steps; i++)
        {
            var passes = run.Plan.Passes(i);
            rates.Add(products.Once());
            var (before, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            step.Run(i, passes, int.MaxValue, run.Recipe.Optimizer.LearningRate, cancel);
            times.Add(Stopwatch.GetElapsedTime(started));
            used += Environment.CpuUsage.TotalTime - before;
            lengths.AddRange(passes.SelectMany(rows => rows).Select(row => run.Train.Lengths[row]));
            places += passes.Sum(rows => (long)rows.Length * rows.Max(row => run.Train.Lengths[row]));
        }
        double seconds = times.Sum(t => t.TotalSeconds);
        return new(
            device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu", run.ComputeType == ScalarType.BFloat16 ? "bf16" : "fp32", times.Order().ElementAt(times.Count / 2), lengths.Count / seconds, lengths.Sum() / seconds,
            used / settings.Steps, 1 - ((double)lengths.Sum() / places), device.type == TorchSharp.DeviceType.CUDA ? Devices.GpuMemory.Used() - held : Process.GetCurrentProcess().PeakWorkingSet64, rates.Order().ElementAt(rates.Count / 2),
            settings.Preset.Operations(lengths) / seconds, clock.Shares().ToDictionary(p => p.Key.ToString().ToLowerInvariant(), p => p.Value));
    }
}
