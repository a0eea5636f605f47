using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>One run, the same for everybody who looks at it, within a second.</summary>
public sealed partial class RunPage : ProjectPage, IAsyncDisposable
{
    private static readonly TimeSpan TextInterval = TimeSpan.FromMilliseconds(100), ChartInterval = TimeSpan.FromMilliseconds(250);

    private RunView? _run;
    private RunStream? _text;
    private RunStream? _charts;
    private string? _missing;
    private bool _disposed;

    [Parameter]
    public int Number { get; set; }

    [Inject]
    public required RunDetails Details { get; init; }

    [Inject]
    public required WatchRun Watch { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (_run?.Number == Number)
            return;
        await CloseAsync();
        // The parts of the run before are gone from the page before those of the next one are made.
        await Task.Yield();
        try
        {
            var run = await Details.ByNumberAsync(Actor, ProjectId, Number);
            _text = await RunStream.OpenAsync(Watch, Actor, ProjectId, run.Id, TextInterval);
            _charts = await RunStream.OpenAsync(Watch, Actor, ProjectId, run.Id, ChartInterval);
            _run = run;
        }
        catch (NotFoundException missing)
        {
            _missing = missing.Message;
        }

        // The page may have been left while it was being opened.
        if (_disposed)
            await CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        _run = null;
        var (text, charts) = (_text, _charts);
        (_text, _charts) = (null, null);
        if (text is not null)
            await text.DisposeAsync();
        if (charts is not null)
            await charts.DisposeAsync();
    }
}
