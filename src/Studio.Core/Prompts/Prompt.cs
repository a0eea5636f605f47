using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>A prompt of a project's library. Its text lives in versions that never change; its place, tags and labels can.</summary>
public sealed class Prompt
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }

    /// <summary>Unique in the project, because programs call it by this name wherever it lies.</summary>
    public required string Name { get; set; }

    /// <summary>Where it lies, as <c>support/triage</c>; empty at the top.</summary>
    public string Folder { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>Words to find it by, sorted, as a JSON array.</summary>
    public string Tags { get; set; } = "[]";

    /// <summary>Fixed when the prompt is made: callers rely on the shape.</summary>
    public required PromptKind Kind { get; init; }

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; set; }

    /// <summary>Set once it is put away; its versions stay readable for whatever used them.</summary>
    public DateTime? ArchivedAt { get; set; }

    /// <summary>The number of the newest version; also what proves that nobody published in between.</summary>
    public int LatestNumber { get; set; }

    public Project Project { get; init; } = null!;
}

/// <summary>One text, or messages with roles.</summary>
public enum PromptKind { Text, Chat }
