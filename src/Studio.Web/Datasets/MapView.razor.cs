using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Vectors;

namespace Studio.Web.Datasets;

/// <summary>Examples as points: those that mean alike lie near each other. Colours and what stands out are in the address.</summary>
public sealed partial class MapView
{
    private static readonly (MapColour Colour, string Name)[] Colours = [(MapColour.Label, "Label"), (MapColour.Split, "Split"), (MapColour.Labeled, "Labeled or not")];

    private MapPicture? _map;
    private (long, MapColour)? _shown;
    private bool _read;
    private double _left, _right, _bottom, _top;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery]
    public string? Colour { get; set; }

    [SupplyParameterFromQuery]
    public string? Mark { get; set; }

    private MapColour Shown => Enum.TryParse<MapColour>(Colour, ignoreCase: true, out var colour) ? colour : MapColour.Label;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (View.Version, Shown))
            return;
        _shown = (View.Version, Shown);
        _map = await Read.RunAsync(View.Actor, View.Id, Shown);
        if (!_read && _map is { Points.Count: > 0 } map)
            (_left, _right, _bottom, _top) = (Edge(map.Points.Min(p => p.X)), Edge(map.Points.Max(p => p.X)), Edge(map.Points.Min(p => p.Y)), Edge(map.Points.Max(p => p.Y)));
        _read = true;
    }

    private object Draw() => new
    {
        from = $"/api/v1/datasets/{View.Id}/map?colour={Shown}", list = View.Href, mark = Mark, names = new[] { $"first axis, {Share(_map!.ShareX)} of the variance", $"second axis, {Share(_map.ShareY)}" },
    };

    private void Go(string name, string? value) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["mark"] = null, [name] = string.IsNullOrEmpty(value) ? null : value }), replace: true);

    private void OpenBox() => Navigation.NavigateTo($"{View.Href}?area={Uri.EscapeDataString(MapArea.Box(Math.Min(_left, _right), Math.Max(_left, _right), Math.Min(_bottom, _top), Math.Max(_bottom, _top)))}");

    private string Link(string group) => Shown switch
    {
        MapColour.Split => $"{View.Href}?split={(group == "no split" ? "None" : char.ToUpperInvariant(group[0]) + group[1..])}",
        MapColour.Labeled => $"{View.Href}?labeled={(group == "labeled" ? "true" : "false")}",
        _ => group == "not labeled" ? $"{View.Href}?labeled=false" : $"{View.Href}?label={Uri.EscapeDataString(group)}",
    };

    private static string Summary(MapPicture map) => $"Map of {map.Points.Count:N0} examples by {map.EncoderName} in {map.Groups.Count:N0} colours, the largest "
        + string.Join(", ", map.Groups.Take(5).Select(g => $"{g.Name} {g.Count:N0}")) + ".";

    private static string Explained(MapPicture map) => $"The two axes show {Share(map.ShareX + map.ShareY)} of the variance of the vectors, so points may lie near each other here that mean different things. "
        + "Box or lasso (top right) opens the examples within; Shift and the wheel zoom."
        + (map.IsSample ? $" Drawn: {map.Points.Count:N0} of {map.Examples:N0}, chosen at random but always the same." : "");

    private static string Share(double share) => share.ToString(share < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static double Edge(float value) => Math.Round(value, 2);
}
