namespace Studio.Core.Models.Cards;

/// <summary>What people say about a version in its card. Each publication is a row of its own; none is ever changed.</summary>
public sealed class ModelCardText
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid VersionId { get; init; }

    /// <summary>1, 2, 3 … within the version.</summary>
    public required int Number { get; init; }

    public required Guid AuthorId { get; init; }
    public required DateTime At { get; init; }
    public required string IntendedUse { get; init; }
    public required string Limits { get; init; }
    public required string ResponsibleUse { get; init; }
}

/// <summary>What somebody has typed and not published yet; one for each person and version.</summary>
public sealed class ModelCardDraft
{
    public required Guid VersionId { get; init; }
    public required Guid UserId { get; init; }
    public DateTime SavedAt { get; set; }
    public string IntendedUse { get; set; } = "";
    public string Limits { get; set; } = "";
    public string ResponsibleUse { get; set; } = "";
}

/// <summary>The human parts of a card.</summary>
/// <param name="IntendedUse">What it is for and who uses it.</param>
/// <param name="Limits">Where it fails or was never tried.</param>
/// <param name="ResponsibleUse">Whom it can harm, and what is done about that.</param>
public sealed record CardParts(string IntendedUse, string Limits, string ResponsibleUse)
{
    public static CardParts Empty { get; } = new("", "", "");

    /// <summary>Names of the parts that are still to be written.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. new[] { ("intended use", IntendedUse), ("limits", Limits), ("responsible use", ResponsibleUse) }
            .Where(part => string.IsNullOrWhiteSpace(part.Item2)).Select(part => part.Item1),
    ];
}

/// <summary>A publication of the human parts.</summary>
public sealed record CardEdition(int Number, string Author, DateTime At, CardParts Parts);
