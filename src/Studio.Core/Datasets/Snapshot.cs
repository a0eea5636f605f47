namespace Studio.Core.Datasets;

/// <summary>
/// A frozen version of a dataset: a Parquet file named by its SHA-256, with splits and labels, that can never change.
/// Runs, scorecards and approvals name it by <see cref="Hash"/>.
/// </summary>
public sealed class Snapshot
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid DatasetId { get; init; }

    /// <summary>1, 2, 3 … within the dataset.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 of the Parquet file's bytes, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public string Message { get; init; } = "";
    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public required int TrainCount { get; init; }
    public required int ValidationCount { get; init; }
    public required int TestCount { get; init; }

    /// <summary>Rows that a language model can learn to answer: conversations, completions and preferences.</summary>
    public int AnswerCount { get; init; }

    /// <summary>Of these, rows with a preference between two answers.</summary>
    public int PairCount { get; init; }

    /// <summary>The labels that occur, sorted by ordinal, as a JSON array of strings.</summary>
    public required string Labels { get; init; }

    /// <summary>Where the rows came from and what was done to them, as JSON.</summary>
    public required string Lineage { get; init; }

    public long SizeBytes { get; init; }
    public Dataset Dataset { get; init; } = null!;
}
