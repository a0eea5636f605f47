namespace Studio.Trainer.Runs;

/// <summary>One row to learn from or to predict. The text is kept as it came; which label field is filled depends on the task.</summary>
public sealed record TrainingRow
{
    public required string Id { get; init; }
    public string Text { get; init; } = "";
    public string? TextPair { get; init; }

    /// <summary>The label of a single-label row.</summary>
    public string? Label { get; init; }

    /// <summary>The labels of a multi-label row; empty where none applies.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The number of a regression row.</summary>
    public double? Target { get; init; }

    /// <summary>The words of a token classification row, in place of <see cref="Text"/>.</summary>
    public IReadOnlyList<string>? Tokens { get; init; }

    /// <summary>One tag for each of <see cref="Tokens"/>, for example <c>B-person</c>.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A conversation, whose assistant's turns are learned; for preferences what came before the two answers.</summary>
    public IReadOnlyList<Language.RowMessage>? Messages { get; init; }

    /// <summary>What stands before the completion, or before the two answers of a preference.</summary>
    public string? Prompt { get; init; }

    /// <summary>What is learned after the <see cref="Prompt"/>.</summary>
    public string? Completion { get; init; }

    /// <summary>The preferred answer.</summary>
    public string? Chosen { get; init; }

    /// <summary>The other answer.</summary>
    public string? Rejected { get; init; }

    /// <summary>The row that this one is a changed copy of; null for a row as it was labelled.</summary>
    public string? ParentId { get; init; }

    /// <summary>Rows of one group stay together when folds are made.</summary>
    public string? Group { get; init; }
}

/// <summary>Rows that are read as a stream, again and again in the same order, so that memory does not grow with their number.</summary>
public interface IRowSource
{
    int Count { get; }

    IEnumerable<TrainingRow> Read();
}

/// <summary>Rows that are already in memory.</summary>
public sealed class RowList(IReadOnlyList<TrainingRow> rows) : IRowSource
{
    public int Count => rows.Count;

    public IEnumerable<TrainingRow> Read() => rows;
}
