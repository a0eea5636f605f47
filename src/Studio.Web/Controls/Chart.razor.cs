using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Studio.Web.Controls;

/// <summary>
/// One chart of a kind that <c>chart.js</c> knows. The data is asked for when it is drawn; a live chart is told its new points by <see cref="AppendAsync"/>
/// and nothing else crosses the wire, any other is drawn again when <see cref="Version"/> differs.
/// </summary>
public sealed partial class Chart : IAsyncDisposable
{
    private ElementReference _figure;
    private IJSObjectReference? _chart;
    private object? _drawn;
    private bool _opening, _stale;

    [Parameter, EditorRequired]
    public required string Kind { get; set; }

    [Parameter, EditorRequired]
    public required Func<object> Data { get; set; }

    /// <summary>What the chart shows, in a sentence.</summary>
    [Parameter, EditorRequired]
    public required string Summary { get; set; }

    /// <summary>The name of saved files, without their endings.</summary>
    [Parameter, EditorRequired]
    public required string File { get; set; }

    [Parameter]
    public object? Version { get; set; }

    [Parameter]
    public string? Class { get; set; }

    /// <summary>The same figures as a table, unless one stands beside the chart anyway.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>A sentence beside the menu.</summary>
    [Parameter]
    public RenderFragment? Beside { get; set; }

    /// <summary>Where all rows can be had when the chart draws fewer.</summary>
    [Parameter]
    public string? AllRows { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    /// <summary>Adds points of the kind's own form.</summary>
    public Task AppendAsync(object points) => TellAsync("append", () => points);

    /// <summary>Draws all of it again.</summary>
    public Task DrawAsync() => TellAsync("draw", Data);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await OpenAsync();
        else if (!Equals(Version, _drawn))
            await DrawAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // With the tab the chart is gone as well.
        }
    }

    private async Task OpenAsync()
    {
        (_opening, _drawn) = (true, Version);
        try
        {
            var module = await Script.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/chart.js"]);
            _chart = await module.InvokeAsync<IJSObjectReference>(
                "create", _figure, "/" + Assets["_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js"], Kind, Data());
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed while the chart was being made.
        }

        _opening = false;
        if (_stale)
            await DrawAsync();
    }

    // What is told before the chart is there is drawn with it.
    private async Task TellAsync(string what, Func<object> data)
    {
        _stale = _opening;
        _drawn = Version;
        if (_chart is null || _opening)
            return;
        try
        {
            await _chart.InvokeVoidAsync(what, data());
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed meanwhile.
        }
    }
}
