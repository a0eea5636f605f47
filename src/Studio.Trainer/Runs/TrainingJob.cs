using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs;

/// <summary>A recipe with its rows and the folder that receives checkpoints and the finished model.</summary>
public sealed record TrainingJob
{
    public required Recipe Recipe { get; init; }
    public required IRowSource Train { get; init; }
    public required IRowSource Validation { get; init; }

    /// <summary>
    /// Receives <c>checkpoints/</c> while the run goes on and <c>model/</c> (a Hugging Face folder) when it is done.
    /// If complete checkpoints of the same recipe and rows stand there, the run goes on from the newest.
    /// </summary>
    public required string OutputDirectory { get; init; }

    /// <summary>
    /// A folder for tokenized rows that several jobs share, so that the same texts are tokenized once. Null keeps them in the output folder until
    /// the job is done.
    /// </summary>
    public string? TokenCache { get; init; }

    /// <summary>For language models: rows that were set aside, measured once with the kept weights. Their figures begin with <c>test_</c>.</summary>
    public IRowSource? Test { get; init; }

    /// <summary>The texts that the recipe's <see cref="EvaluationSettings.GeneralSet"/> names, where it names others than the built-in ones.</summary>
    public IRowSource? General { get; init; }

    /// <summary>Computes in the recipe's precision even where the device is slow at it.</summary>
    internal bool InsistsOnPrecision { get; init; }

    /// <summary>Where orders for the running job come from; null where nobody gives any.</summary>
    public RunControl? Control { get; init; }
}

/// <summary>A finished run. <paramref name="WeightsSha256"/> is the lower-case hash of <c>model.safetensors</c> in <paramref name="ModelDirectory"/>.</summary>
public sealed record TrainingResult(
    string ModelDirectory, string WeightsSha256, int Steps, int BestStep, IReadOnlyDictionary<string, double> BestMetrics,
    bool StoppedEarly, TimeSpan Elapsed, IReadOnlyList<string> Labels, long TrainableParameters);

/// <summary>A run that cannot start or go on, said in a sentence that tells what is wrong, where, and what to do.</summary>
public class TrainingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Trains one job at a time on its device's own thread.</summary>
public interface ITrainingEngine
{
    /// <summary>Runs the job. Cancelling answers within one step and leaves the last checkpoint in place.</summary>
    /// <exception cref="TrainingException">The recipe, the rows or the base model cannot be trained, or the run broke.</exception>
    /// <exception cref="TrainingPausedException">The run gave the device back, because it was asked to or the disk is full, and can go on later.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    Task<TrainingResult> TrainAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel);
}
