using System.Runtime.InteropServices;
using Studio.Trainer.Native;
using Studio.Trainer.Runs.Estimates;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;
using Studio.Trainer.Runs.Steering;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Trains jobs on the device's own thread, in the order in which they come. Instances are cheap and share that thread.</summary>
public sealed class TrainingEngine(EngineOptions? options = null, TimeProvider? clock = null) : ITrainingEngine
{
    private readonly EngineOptions _options = options ?? new();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <inheritdoc />
    public async Task<TrainingResult> TrainAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel)
    {
        var problems = RecipeValidation.Check(job.Recipe);
        if (problems.Count > 0)
            throw new TrainingException($"The recipe cannot run. {string.Join(" ", problems.Select(p => $"{p.Field}: {p.Message}"))}");
        if (job.Recipe.Search is not null)
            return await new HyperparameterSearch(this).RunAsync(job, report, cancel);
        if (job.Recipe.Folds is not null)
            return await new CrossValidation(this).RunAsync(job, report, cancel);
        return await DeviceThread.For(_options.Device).Do(device => Run(job, device, report, cancel), cancel);
    }

    private TrainingResult Run(TrainingJob job, Device device, Action<RunEvent> report, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        set_num_threads(Math.Max(1, _options.Threads));
        if (_options.GivesWay)
            NativeThreads.LetHelpersGiveWay();
        try
        {
            Directory.CreateDirectory(job.OutputDirectory);
            TrainingMemory.Require(job.Recipe, device, _options.MemoryBytes);
            using var run = PreparedRun.Prepare(job, device, cancel);
            return new RunLoop(run, job, device, _options, report, cancel).Execute(_clock);
        }
        catch (ExternalException e)
        {
            string first = e.Message.Split('\n')[0];
            throw new TrainingException(DeviceMemory.WasNotEnough(e)
                ? $"The memory of the device is not enough for this recipe. Choose a smaller batch_size (with more gradient_accumulation_steps the result is the same) or a smaller max_length. libtorch says: {first}"
                : $"libtorch refused an operation, which should not happen with a checked recipe: {first}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskSpace.IsFull(e)
                ? new TrainingPausedException(PauseReason.DiskFull, $"The disk has no room for what the run keeps: {e.Message}", e)
                : new TrainingException($"The output folder '{job.OutputDirectory}' cannot be used: {e.Message}", e);
        }
    }
}
