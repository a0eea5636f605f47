using Studio.Core.Datasets;

namespace Studio.Core.Labeling;

public enum TaskState
{
    /// <summary>Answers are still wanted.</summary>
    Open,

    /// <summary>All who were asked said the same; the label is in the dataset.</summary>
    Agreed,

    /// <summary>All who were asked have answered, not the same.</summary>
    Disputed,

    /// <summary>A reviewer decided; the label is in the dataset.</summary>
    Adjudicated,
}

/// <summary>One example of a session, to be answered by as many people as the session's overlap says.</summary>
public sealed class LabelingTask
{
    /// <summary>Tasks are served in the order of their ids.</summary>
    public long Id { get; init; }
    public required Guid SessionId { get; init; }
    public required long ExampleId { get; init; }

    public TaskState State { get; set; }

    /// <summary>What a reviewer decided, where one had to.</summary>
    public string? Decision { get; set; }

    public Guid? DecidedById { get; set; }

    /// <summary>What the dataset said before an answer of this session flowed into it, given back when the answer is undone.</summary>
    public string? LabelBefore { get; set; }

    /// <summary>The same where the dataset's answer was several labels or spans.</summary>
    public string? AnswerBefore { get; set; }

    public Example Example { get; init; } = null!;
}
