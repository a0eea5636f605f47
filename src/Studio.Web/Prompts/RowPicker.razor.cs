using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets;
using Studio.Core.Prompts.Writing;

namespace Studio.Web.Prompts;

/// <summary>A row of a split of a snapshot; without a snapshot, none.</summary>
public sealed record RowChoice(string? Snapshot, DatasetSplit Split, int Row)
{
    /// <summary>As it stands in an address.</summary>
    public static RowChoice Of(string? snapshot, string? split, int? row) => new(
        string.IsNullOrEmpty(snapshot) ? null : snapshot,
        Enum.TryParse<DatasetSplit>(split, ignoreCase: true, out var wanted) && wanted is DatasetSplit.Validation or DatasetSplit.Test ? wanted : DatasetSplit.Train,
        Math.Max(0, row ?? 0));

    public Dictionary<string, object?> Query => new()
    {
        ["snapshot"] = string.IsNullOrEmpty(Snapshot) ? null : Snapshot,
        ["split"] = string.IsNullOrEmpty(Snapshot) || Split == DatasetSplit.Train ? null : Split.ToString().ToLowerInvariant(),
        ["row"] = string.IsNullOrEmpty(Snapshot) || Row == 0 ? null : Row,
    };
}

/// <summary>Walks through the rows of a split; where it stands is kept in the address.</summary>
public sealed partial class RowPicker
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PromptSnapshot> Snapshots { get; set; }

    [Parameter, EditorRequired]
    public required RowChoice Chosen { get; set; }

    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string Prefix { get; set; } = "preview";

    private PromptSnapshot? Known => Snapshots.FirstOrDefault(snapshot => snapshot.Hash == Chosen.Snapshot);

    private int Count(PromptSnapshot snapshot) => Chosen.Split switch
    {
        DatasetSplit.Validation => snapshot.ValidationRows,
        DatasetSplit.Test => snapshot.TestRows,
        _ => snapshot.TrainRows,
    };

    private void Go(RowChoice choice) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(choice.Query), replace: true);
}
