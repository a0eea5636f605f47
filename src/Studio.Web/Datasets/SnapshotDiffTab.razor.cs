using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Studio.Core;
using Studio.Core.Datasets.Comparing;
using Studio.Core.Datasets.Snapshots;

namespace Studio.Web.Datasets;

/// <summary>What changed between two snapshots. Both and the kind of change stand in the address; without any, the last two are compared.</summary>
public sealed partial class SnapshotDiffTab
{
    private static readonly (SnapshotChange Change, string Name)[] Kinds =
    [
        (SnapshotChange.Added, "Added"), (SnapshotChange.Removed, "Removed"), (SnapshotChange.Text, "Text"), (SnapshotChange.Label, "Label"), (SnapshotChange.Split, "Split"),
    ];

    private IReadOnlyList<SnapshotInfo>? _snapshots;
    private SnapshotDiff? _diff;
    private string? _problem;
    private (int First, int Second)? _compared;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery]
    public int? From { get; set; }

    [SupplyParameterFromQuery]
    public int? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Change { get; set; }

    private int Second => To ?? _snapshots![0].Number;

    private int First => From ?? _snapshots!.FirstOrDefault(s => s.Number < Second)?.Number ?? _snapshots![^1].Number;

    private SnapshotChange? Shown => Enum.TryParse<SnapshotChange>(Change, ignoreCase: true, out var change) ? change : null;

    protected override async Task OnParametersSetAsync()
    {
        _snapshots = await Snapshots.RunAsync(View.Actor, View.Id);
        if (_snapshots.Count < 2 || _compared == (First, Second))
            return;
        _compared = (First, Second);
        try
        {
            (_diff, _problem) = (await Compare.CountAsync(View.Actor, View.Id, First, Second), null);
        }
        catch (NotFoundException gone)
        {
            (_diff, _problem) = (null, gone.Message);
        }
    }

    private async ValueTask<ItemsProviderResult<DifferentExample>> ProvideAsync(ItemsProviderRequest request)
    {
        var rows = await Compare.RowsAsync(View.Actor, View.Id, First, Second, Shown, request.StartIndex, request.Count, request.CancellationToken);
        return new ItemsProviderResult<DifferentExample>(rows, (int)(Shown is { } change ? _diff!.Counts[change] : _diff!.Different));
    }

    private void Go(params (string Name, object? Value)[] query) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(query.ToDictionary(q => q.Name, q => q.Value is string text && int.TryParse(text, out var number) ? number : q.Value)));

    private string Link(SnapshotChange? change) => Navigation.GetUriWithQueryParameter("change", change?.ToString().ToLowerInvariant());

    private static string Name(SnapshotInfo snapshot) => $"{snapshot.Number} · {Words.Day(snapshot.CreatedAt)}{(snapshot.Message.Length == 0 ? "" : $" · {(snapshot.Message.Length > 40 ? snapshot.Message[..40] + "…" : snapshot.Message)}")}";
}
