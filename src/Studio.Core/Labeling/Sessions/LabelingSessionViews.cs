using Studio.Core.Labeling.Suggestions;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>A line in the list of sessions.</summary>
public sealed record LabelingSessionLine(
    Guid Id, string Name, LabelingKind Kind, LabelingSessionState State, Guid DatasetId, string DatasetName, int Overlap,
    int Total, int Settled, int Disputed, int Answers, DateTime CreatedAt)
{
    public int AnswersWanted => Total * Overlap;
}

/// <summary>A session as its pages show it, with what the reader may do there.</summary>
public sealed record LabelingSessionView(
    Guid Id, Guid ProjectId, string Name, string Guidelines, LabelingKind Kind, LabelingSessionState State, Guid DatasetId, string DatasetName,
    int Overlap, int Total, TaskSelection Selection, Guid SchemaId, int SchemaVersion, IReadOnlyList<LabelView> Labels, string? SuggestModel, PromptSuggestions? SuggestPrompt, DateTime CreatedAt, Role Role)
{
    public bool Suggests => SuggestModel is not null || SuggestPrompt is not null;

    public bool MayLabel => Role.Allows(Permission.Label);

    public bool MayEdit => Role.Allows(Permission.EditData);

    public bool MayReview => Role.Allows(Permission.Review);
}

/// <summary>A label as pages show it.</summary>
public sealed record LabelView(Guid Id, string Name, string Color, string? Key, bool IsRetired);
