using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Duplicates;

namespace Studio.Web.Datasets;

/// <summary>One group with its texts, each against the first, and what can be done about it.</summary>
public sealed partial class DuplicateGroupCard
{
    private const int Most = 50;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [Parameter, EditorRequired]
    public required DuplicateGroupLine Group { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<DuplicateText> Members { get; set; }

    [Parameter, EditorRequired]
    public required Guid SearchId { get; set; }

    /// <summary>Does it, says so, and offers undo where it is a step.</summary>
    [Parameter, EditorRequired]
    public required Func<Func<Task<Guid>>, string, Task> Do { get; set; }

    private Task DismissAsync() => Do(async () =>
    {
        await Resolve.DismissAsync(View.Actor, View.Id, SearchId, Group.Number, !Group.Dismissed);
        return Guid.Empty;
    }, Group.Dismissed ? "The group counts as duplicates again." : "Marked; a later search remembers it. Find it under “Not duplicates”.");
}
