using System.Diagnostics;
using Studio.Trainer.Models;
using Studio.Trainer.Runs.Checkpoints;
using Studio.Trainer.Runs.Objectives;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Estimates;

/// <summary>
/// Takes a few real steps of a recipe, the heaviest first, and says from them what the whole run will need. Meant for a process of its own:
/// then its peak is the run's, and a recipe that is too large takes nobody else down.
/// </summary>
public static class RunProbe
{
    private const int MostSteps = 60;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8);

    /// <exception cref="TrainingException">The recipe, the rows or the base model cannot be trained.</exception>
    public static Task<RunEstimate> MeasureAsync(ProbeRequest request, string scratchFolder, CancellationToken cancel, EngineOptions? options = null)
    {
        var engine = options ?? new EngineOptions();
        return DeviceThread.For(engine.Device).Do(device =>
        {
            set_num_threads(Math.Max(1, engine.Threads));
            using var scope = NewDisposeScope();
            TrainingMemory.Require(request.Recipe, device, engine.MemoryBytes);
            WarmUp(device);
            return Measure(request, scratchFolder, device, cancel);
        }, cancel);
    }

    /// <summary>Loads libtorch and computes something small, so that what follows is measured without them.</summary>
    public static Task WarmUpAsync(EngineOptions? options = null) => DeviceThread.For((options ?? new()).Device).Do(device =>
    {
        using var scope = NewDisposeScope();
        WarmUp(device);
        return true;
    }, CancellationToken.None);

    private static void WarmUp(Device device)
    {
        _ = ones(64, 64, device: device).mm(ones(64, 64, device: device));
        ProcessMemory.ForgetPeak();
    }

    private static RunEstimate Measure(ProbeRequest request, string folder, Device device, CancellationToken cancel)
    {
        long before = ProcessMemory.Now(), began = Stopwatch.GetTimestamp();
        var recipe = request.Recipe;
        var job = new TrainingJob { Recipe = recipe, Train = new RowList(request.Train), Validation = new RowList(request.Validation), OutputDirectory = folder };
        using var run = PreparedRun.Prepare(job, device, cancel);
        double prepared = Stopwatch.GetElapsedTime(began).TotalSeconds * Math.Max(1, request.TrainRows / (double)run.Train.Count);
        using var step = new TrainStep(run, device);
        _ = step.Unfreeze(run.Plan.TotalSteps - 1);
        var steps = Enumerable.Range(0, run.Plan.StepsPerEpoch).Select(n => (Passes: run.Plan.Passes(n), Tokens: 0L)).Select(s => s with { Tokens = Padded(run, s.Passes) })
            .OrderByDescending(s => s.Tokens).ToList();
        double longest = 0;
        for (int again = 0; again < 2; again++)
            longest = Timed(() => step.Run(again, steps[0].Passes, int.MaxValue, 1e-9, cancel));
        var probed = Times(step, steps, cancel);
        double evaluation = run.Validation.Count == 0 ? 0 : Evaluation(run, step, request.ValidationRows, cancel);
        using var best = new BestWeights(run.Tuned);
        best.Keep();
        double checkpoint = Timed(() => new CheckpointStore(Path.Combine(folder, "checkpoints")).Save(
            1, 1, target => Checkpoint.Write(target, run.Base.Model.Weights, step.Optimizer, new RunState { Fingerprint = run.Fingerprint })));
        // Steps of many lengths leave gaps in the memory. A run's heaviest step comes somewhere among the others: it takes more than in a fresh process and less than after all of them.
        long early = ProcessMemory.Peak();
        _ = step.Run(2 + probed.Count, steps[0].Passes, int.MaxValue, 1e-9, cancel);
        long late = ProcessMemory.Peak(), middle = (early + late) / 2;
        double export = Timed(() => ExportCheck.Export(run, Path.Combine(folder, "model"), Path.Combine(folder, "adapter"), device));
        int perEpoch = Math.Max(1, (int)Math.Ceiling(run.Plan.StepsPerEpoch * (request.TrainRows / (double)request.Train.Count) - 1e-9));
        int total = recipe.MaxSteps ?? Math.Max(1, (int)Math.Ceiling(recipe.Epochs * perEpoch - 1e-9));
        int evaluations = request.ValidationRows == 0 ? 0 : Evaluations(recipe, total, perEpoch);
        int[] heaviest = steps[0].Passes.MaxBy(rows => rows.Length * rows.Max(n => run.Train.Lengths[n]))!;
        int tokens = heaviest.Max(n => run.Train.Lengths[n]);
        return new()
        {
            PeakBytes = Math.Max(0, (ProcessMemory.Peak() is var end && end > late ? end : middle) - before),
            WeightBytes = run.Base.Model.Weights.Sum(p => p.Tensor.NumberOfElements) * 4,
            GradientBytes = run.TunedParameters * 4,
            MomentBytes = run.TunedParameters * 12,
            ActivationBytes = ActivationModel.Bytes(run.Base.Model, recipe, run.ComputeType == TorchSharp.torch.ScalarType.BFloat16, heaviest.Length, tokens),
            LongestRows = heaviest.Length,
            LongestTokens = tokens,
            LongestSeconds = longest,
            StepSeconds = Mean(probed, steps.Average(s => (double)s.Tokens)),
            ProbedSteps = probed.Count,
            PrepareSeconds = prepared,
            EvaluationSeconds = evaluation,
            CheckpointSeconds = checkpoint,
            ExportSeconds = export,
            Steps = total,
            Evaluations = evaluations,
            Checkpoints = Math.Max(1, evaluations),
            Repeats = recipe.Folds ?? recipe.Search?.Trials ?? 0,
            RepeatedRows = recipe.Folds is { } folds ? (1 - 1.0 / folds) * (1 + request.ValidationRows / (double)Math.Max(1, request.TrainRows)) : 1,
            BatchSize = recipe.BatchSize,
            Device = device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu",
        };
    }

    // All rows are scored, but only a few answers are written, however many rows there are.
    private static double Evaluation(PreparedRun run, TrainStep step, int rows, CancellationToken cancel)
    {
        using var noGrad = no_grad();
        double all = Timed(() => step.Evaluate(cancel)), share = Math.Max(1, rows / (double)run.Validation.Count);
        bool writesFew = run.Kind is TaskKind.CausalLm or TaskKind.Preference && !run.Recipe.Evaluation.PredictWithGenerate;
        double written = writesFew && share > 1 ? Math.Min(all, Timed(() => new SampleAnswers(run).Write(cancel))) : 0;
        return (all - written) * share + written;
    }

    // Steps from all over the range of lengths, until there are enough or the time is over.
    private static List<(double Tokens, double Seconds)> Times(TrainStep step, List<(IReadOnlyList<int[]> Passes, long Tokens)> steps, CancellationToken cancel)
    {
        var probed = new List<(double, double)>();
        long began = Stopwatch.GetTimestamp();
        int count = Math.Min(MostSteps, Math.Max(6, steps.Count));
        foreach (int n in Randomness.Permutation(count, 7))
        {
            if (probed.Count >= 6 && Stopwatch.GetElapsedTime(began) > Budget)
                break;
            var (passes, tokens) = steps[(int)((long)n * (steps.Count - 1) / Math.Max(1, count - 1))];
            probed.Add((tokens, Timed(() => step.Run(probed.Count + 2, passes, int.MaxValue, 1e-9, cancel))));
        }
        return probed;
    }

    /// <summary>The height of the least-squares line at the mean of the tokens; where all steps are alike, their mean time.</summary>
    private static double Mean(List<(double Tokens, double Seconds)> probed, double tokens)
    {
        double x = probed.Average(p => p.Tokens), y = probed.Average(p => p.Seconds);
        double spread = probed.Sum(p => (p.Tokens - x) * (p.Tokens - x));
        double slope = spread < 1 ? 0 : Math.Max(0, probed.Sum(p => (p.Tokens - x) * (p.Seconds - y)) / spread);
        return Math.Max(y * 0.05, y + slope * (tokens - x));
    }

    private static long Padded(PreparedRun run, IReadOnlyList<int[]> passes) => passes.Sum(rows => (long)rows.Length * rows.Max(n => run.Train.Lengths[n]));

    private static int Evaluations(Recipe recipe, int total, int perEpoch) => recipe.Evaluation.EvalStrategy switch
    {
        "epoch" => (int)Math.Ceiling(total / (double)perEpoch),
        "steps" => (int)Math.Ceiling(total / (double)recipe.Evaluation.EvalSteps!.Value),
        _ => 0,
    };

    private static double Timed(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
