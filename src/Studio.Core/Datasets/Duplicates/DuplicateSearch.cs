namespace Studio.Core.Datasets.Duplicates;

/// <summary>A search for duplicates in a dataset, as it was when the search began. Only the last finished one is kept.</summary>
public sealed class DuplicateSearch
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid DatasetId { get; init; }

    /// <summary>A <see cref="DuplicateSettings"/> as JSON.</summary>
    public required string Settings { get; init; }

    public required Guid CreatedById { get; init; }
    public DateTime StartedAt { get; init; }
    public DateTime? FinishedAt { get; set; }

    /// <summary>Why it ended without a result, as a sentence for people.</summary>
    public string? Error { get; set; }

    /// <summary>How many examples were looked at.</summary>
    public long Examples { get; set; }
}

/// <summary>Examples that are equal or alike.</summary>
public sealed class DuplicateGroup
{
    public required Guid SearchId { get; init; }

    /// <summary>1, 2, 3 …: those that cross splits first, then those that disagree in their label, then the larger ones.</summary>
    public required int Number { get; init; }

    /// <summary>Whether all texts are equal but for case and white space.</summary>
    public required bool Exact { get; init; }

    /// <summary>Stands for the set of texts, so that “not a duplicate” outlives this search.</summary>
    public required string Key { get; init; }
}

/// <summary>An example of a group. Its text, label and split are read where they are shown, so they are always those of now.</summary>
public sealed class DuplicateMember
{
    public required Guid SearchId { get; init; }
    public required int Number { get; init; }
    public required long ExampleId { get; init; }

    /// <summary>How alike it is to the member through which it came in (Jaccard); 1 is equal.</summary>
    public required double Similarity { get; init; }
}

/// <summary>A set of texts of which somebody said that they are no duplicates.</summary>
public sealed class DismissedDuplicate
{
    public required Guid DatasetId { get; init; }
    public required string Key { get; init; }
    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
}
