using Studio.Core.Evaluation;

namespace Studio.Core.Models;

/// <summary>Everything that is known of a version, as its page shows it.</summary>
/// <param name="Facts">What never changes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Serving">The version that answers under the name now; it may be this one.</param>
/// <param name="Scorecard">What it was registered with.</param>
/// <param name="Figures">The scorecard's figures.</param>
/// <param name="Baselines">The baselines on the same rows, the best first.</param>
/// <param name="Thread">Requests, decisions and comments in the order of time.</param>
/// <param name="Objection">Why this actor may not decide on it; null where they may, their role permitting.</param>
public sealed record VersionDetails(
    VersionFacts Facts, ModelVersionState State, ServingVersion? Serving, ScorecardSummary Scorecard, ScorecardFigures Figures,
    IReadOnlyList<ScorecardSummary> Baselines, IReadOnlyList<ThreadEntry> Thread, string? Objection)
{
    /// <summary>The number of the card's human parts; null where they are still to be written.</summary>
    public int? CardNumber { get; init; }

    public bool IsServing => Serving?.Id == Facts.Id;
}

public sealed record VersionFacts(
    Guid Id, Guid ModelId, string Model, int Number, string Digest, ModelManifest Manifest, Guid RunId, int RunNumber, string RunName,
    Guid LaunchedById, string LaunchedBy, DateTime RegisteredAt, long SizeBytes, SplitName Split, string SnapshotMadeBy, Guid SnapshotMadeById,
    int TrainRows, int ValidationRows, int TestRows, double TrainSeconds, string? Device, IReadOnlyList<string> Labels)
{
    public string Title => $"{Model} version {Number}";
}

public sealed record ServingVersion(Guid Id, int Number, Guid RunId, string SnapshotHash);

/// <summary>One line of a version's thread, which reads as a sentence: who did what, and what they wrote.</summary>
public sealed record ThreadEntry(DateTime At, string Who, string What, string Text, ThreadKind Kind);

public enum ThreadKind { Comment, Request, Approval, Rejection, Other }
