using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>
/// What happens once the weights are there: scorecards, the registration of a version. The steps run in their order; after a crash the first
/// unfinished one runs again, so each must be idempotent: a key of the run, and what is already there is left as it is.
/// </summary>
public interface IAfterTraining
{
    /// <summary>Its place; no two steps share one.</summary>
    int Order { get; }

    /// <summary>What it does, for the run's log: “Scoring the test split”.</summary>
    string Title { get; }

    /// <summary>Whether it is for runs of this task; a step that is not is passed over.</summary>
    bool IsFor(FinishedRun run) => true;

    /// <exception cref="StudioException">It cannot be done; the run ends as failed with this sentence, its weights are kept, and a retry begins here.</exception>
    Task CompleteAsync(FinishedRun run, CancellationToken cancel);
}

/// <summary>A run whose training is done. <paramref name="ModelDirectory"/> is a whole Hugging Face folder.</summary>
public sealed record FinishedRun(
    Guid RunId, Guid ProjectId, string SnapshotHash, string ModelDirectory, string WeightsSha256, IReadOnlyList<string> Labels, Recipe Recipe);
