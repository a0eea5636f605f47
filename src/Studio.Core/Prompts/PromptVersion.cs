namespace Studio.Core.Prompts;

/// <summary>One state of a prompt, numbered 1, 2, 3 … and never changed.</summary>
public sealed class PromptVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid PromptId { get; init; }
    public required int Number { get; init; }

    /// <summary>A <see cref="PromptContent"/> as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>SHA-256 of <see cref="Content"/>, 64 lower-case hexadecimal digits: what caches and runs name it by.</summary>
    public required string Hash { get; init; }

    /// <summary>What changed and why, in the author's words.</summary>
    public string Message { get; init; } = "";

    public required Guid AuthorId { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>The version whose content was brought back, if this is a restoration.</summary>
    public int? RestoredFrom { get; init; }

    public Prompt Prompt { get; init; } = null!;
}

/// <summary>A name such as <c>production</c> that points at one version of a prompt until somebody moves it.</summary>
public sealed class PromptLabel
{
    public required Guid PromptId { get; init; }
    public required string Name { get; init; }
    public required int Number { get; set; }
    public required Guid MovedById { get; set; }
    public DateTime MovedAt { get; set; }
}

/// <summary>What somebody typed and has not published: kept for them alone, so that a lost connection loses nothing.</summary>
public sealed class PromptDraft
{
    public required Guid PromptId { get; init; }
    public required Guid UserId { get; init; }
    public required string Content { get; set; }

    /// <summary>The version that the draft began from; publishing onto a newer one is a conflict that the person settles.</summary>
    public required int BasedOn { get; set; }

    public DateTime SavedAt { get; set; }
}
