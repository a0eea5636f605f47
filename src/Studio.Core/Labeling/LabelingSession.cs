using Studio.Core.Datasets;
using Studio.Core.Teams;

namespace Studio.Core.Labeling;

public enum LabelingSessionState { Open, Closed }

/// <summary>People answering one schema's question for chosen examples of a dataset.</summary>
public sealed class LabelingSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }
    public required Guid DatasetId { get; init; }
    public required Guid SchemaId { get; init; }
    public required string Name { get; set; }

    /// <summary>How to decide, in Markdown.</summary>
    public string Guidelines { get; set; } = "";

    /// <summary>How many different people answer each example.</summary>
    public required int Overlap { get; init; }

    /// <summary>Which examples were chosen and how, as JSON: the lineage of the answers.</summary>
    public required string Selection { get; init; }

    public required int TaskCount { get; set; }
    public LabelingSessionState State { get; set; }

    /// <summary>The approved model whose answers are shown pre-selected; null where people answer unaided.</summary>
    public string? SuggestModel { get; set; }

    /// <summary>A <see cref="Suggestions.PromptSuggestions"/> as JSON: the prompt and model asked instead of a tuned model; null where none is.</summary>
    public string? SuggestPrompt { get; set; }

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public Project Project { get; init; } = null!;
    public Dataset Dataset { get; init; } = null!;
    public LabelSchema Schema { get; init; } = null!;
}
