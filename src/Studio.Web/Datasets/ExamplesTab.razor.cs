using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets;
using Studio.Core;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>The examples of a dataset: filters and the opened example stand in the address, rows come as they are scrolled to.</summary>
public sealed partial class ExamplesTab
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private Virtualize<ExampleRow>? _list;
    private RowAnchors _anchors = new();
    private RowTicks _ticks = new();
    private IReadOnlyList<LabelCount> _labels = [], _answerLabels = [];
    private ExampleCount? _count;
    private (long Version, ExampleFilter Filter, string? Like)? _shown;
    private (long Version, string? Area)? _area;
    private ExampleIds? _within;
    private string? _problem;
    private string? _words, _asked;
    private readonly Newest _typing = new();

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    /// <summary>A label among several, or on a span.</summary>
    [SupplyParameterFromQuery]
    public string? Has { get; set; }

    [SupplyParameterFromQuery]
    public bool? Labeled { get; set; }

    [SupplyParameterFromQuery]
    public string? Split { get; set; }

    [SupplyParameterFromQuery]
    public long? Example { get; set; }

    /// <summary>Instead of all that: the examples that mean something like this text; empty where none was typed yet.</summary>
    [SupplyParameterFromQuery]
    public string? Like { get; set; }

    /// <summary>Only what the map shows within this line.</summary>
    [SupplyParameterFromQuery]
    public string? Area { get; set; }

    private bool ByMeaning => Like is not null;

    private ExampleFilter Filter => ByMeaning ? ExampleFilter.All : new(
        string.IsNullOrWhiteSpace(Q) ? null : Q, Label, Labeled, Enum.TryParse<DatasetSplit>(Split, out var split) ? split : null, Has, _within);

    public void Dispose()
    {
        _typing.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        // Another address says other words; the one that the typing led to must not take back the letters typed since.
        if (Q != _asked)
            _words = _asked = Q;
        if (_area != (View.Version, Area))
        {
            _area = (View.Version, Area);
            await ReadAreaAsync();
        }

        if (_shown == (View.Version, Filter, Like))
            return;
        // What was ticked in one list is not what another shows.
        if (_shown?.Filter != Filter || _shown?.Like != Like)
            _ticks = new RowTicks();
        var changed = _shown?.Version != View.Version;
        _shown = (View.Version, Filter, Like);
        _anchors = new RowAnchors();
        _count = await Examples.CountAsync(View.Actor, View.Id, Filter);
        if (changed)
            (_labels, _answerLabels) = (await Labels.RunAsync(View.Actor, View.Id), await Labels.InAnswersAsync(View.Actor, View.Id));
        if (_list is not null)
            await _list.RefreshDataAsync();
    }

    private async Task ReadAreaAsync()
    {
        try
        {
            (_within, _problem) = (Area is null ? null : await Map.WithinAsync(View.Actor, View.Id, Area), null);
        }
        catch (StudioException problem)
        {
            (_within, _problem) = (new ExampleIds("nothing", []), problem.Message);
        }
    }

    private async ValueTask<ItemsProviderResult<ExampleRow>> ProvideAsync(ItemsProviderRequest request)
    {
        var (anchors, filter) = (_anchors, Filter);
        var (position, skip) = filter.IsEmpty && View.Dataset.IsDense ? (request.StartIndex, 0) : anchors.Before(request.StartIndex);
        var rows = await Examples.RunAsync(View.Actor, View.Id, filter, position, skip, request.Count, request.CancellationToken);
        if (rows.Count > 0)
            anchors.Add(request.StartIndex + rows.Count, rows[^1].Position + 1);
        return new ItemsProviderResult<ExampleRow>(rows, Total(request.StartIndex + rows.Count, rows.Count == request.Count));
    }

    // Where counting stopped early, the list grows while there is more below.
    private int Total(int seen, bool more)
    {
        if (_count is { Exact: true })
            return (int)_count.Value;
        return more ? Math.Max(seen + 200, (int)(_count?.Value ?? 0)) : seen;
    }

    private async Task SearchAsync(string? input)
    {
        _words = input;
        var pause = Task.Delay(TypingPause, Time, _typing.Begin());
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (pause.IsCompletedSuccessfully)
            Go(new() { ["q"] = _asked = input is { Length: > 0 } ? input : null });
    }

    private void PickWay(ChangeEventArgs picked) => Navigation.NavigateTo(picked.Value is "like" ? $"{View.Href}?like={Uri.EscapeDataString(Q ?? "")}" : $"{View.Href}{(string.IsNullOrEmpty(Like) ? "" : $"?q={Uri.EscapeDataString(Like)}")}");

    private void SearchLike(ChangeEventArgs typed) => Go(new() { ["like"] = (typed.Value as string)?.Trim() ?? "" });

    private void PickLabel(ChangeEventArgs picked)
    {
        var value = picked.Value as string ?? "";
        Go(new()
        {
            ["label"] = value.StartsWith('=') ? value[1..] : null,
            ["has"] = value.StartsWith('~') ? value[1..] : null,
            ["labeled"] = value switch { "?yes" => "true", "?no" => "false", _ => null },
        });
    }

    private void PickSplit(ChangeEventArgs picked) => Go(new() { ["split"] = picked.Value as string is { Length: > 0 } split ? split : null });

    private void Go(Dictionary<string, object?> query) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(query) { ["example"] = null }), replace: true);

    private void TickAll(bool wanted)
    {
        _ticks.TickAll(wanted);
        StateHasChanged();
    }

    private string Export(string ending) => Navigation.GetUriWithQueryParameters(
        $"/api/v1/datasets/{View.Id}/examples.{ending}",
        new Dictionary<string, object?> { ["q"] = Filter.Text, ["label"] = Label, ["has"] = Has, ["labeled"] = Labeled, ["split"] = Filter.Split?.ToString(), ["area"] = Area });

    private string Link(long? example) => Navigation.GetUriWithQueryParameter("example", example);
}
