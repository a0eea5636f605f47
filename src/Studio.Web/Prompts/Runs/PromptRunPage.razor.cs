using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Studio.Core;
using Studio.Core.Live;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Runs;

/// <summary>One prompt run, the same for everybody who looks at it, while it goes on and after.</summary>
public sealed partial class PromptRunPage
{
    private static readonly TimeSpan FiguresInterval = TimeSpan.FromMilliseconds(250), RowsInterval = TimeSpan.FromSeconds(1);

    private PromptRunView? _run;
    private PromptRunStatus _now = new() { State = RunState.Queued, Total = 0 };
    private LiveSubscription<PromptRunPicture, PromptRunChange>? _live;
    private Virtualize<PromptRunAnswer>? _list;
    private PromptRunAnswer? _open;
    private string? _missing, _shown;
    private long _read;
    private bool _disposed;

    [Parameter]
    public int Number { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public int? Row { get; set; }

    [Inject]
    public required ReadPromptRuns Runs { get; init; }

    [Inject]
    public required ReadPromptRunRows Rows { get; init; }

    [Inject]
    public required WatchPromptRun Watch { get; init; }

    [Inject]
    public required SteerPromptRun Steer { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private RowOutcome? Outcome => Show switch
    {
        "right" => RowOutcome.Right,
        "wrong" => RowOutcome.Wrong,
        "no-label" => RowOutcome.Unread,
        "no-answer" => RowOutcome.Failed,
        _ => null,
    };

    private bool MayGoOn => _now.State is RunState.Failed or RunState.Cancelled || _now is { State: RunState.Succeeded, Failed: > 0 };

    // Whoever listens to the page hears a tenth of the way at a time.
    private string Spoken => _now.State == RunState.Running && _now.Total > 0 ? $"{10 * (10 * _now.Done / _now.Total)} percent of the rows have ended." : PromptRunWords.State(_now.State) + ".";

    private string LikeHref => Place.To(
        $"prompts/runs/new?prompt={_run!.PromptId}&version={_run.Version}&snapshot={_run.SnapshotId}&split={_run.Split.ToString().ToLowerInvariant()}&model={Uri.EscapeDataString(_run.ModelId)}");

    private (RowOutcome? Which, string Title, int Count)[] Choices =>
    [
        (null, "All", _now.Done), (RowOutcome.Right, "Right", _now.Right), (RowOutcome.Wrong, "Wrong", _now.Wrong),
        (RowOutcome.Unread, "No label", _now.Unread), (RowOutcome.Failed, "No answer", _now.Failed),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (_run?.Number != Number)
            await OpenAsync();
        if (_run is null)
            return;
        _open = Row is { } position ? await FindAsync(position) : null;
        if (_shown != Show && _list is not null)
            await _list.RefreshDataAsync();
        _shown = Show;
    }

    public void Dispose()
    {
        _disposed = true;
        _live?.Dispose();
    }

    private async Task OpenAsync()
    {
        _live?.Dispose();
        try
        {
            var run = await Runs.ByNumberAsync(Actor, ProjectId, Number);
            var live = await Watch.RunAsync(Actor, ProjectId, run.Id);
            (_run, _live, _now) = (run, live, live.Now.Status);
            // The page may have been left while it was being opened.
            if (_disposed)
                live.Dispose();
            else
                _ = FollowAsync(live);
        }
        catch (NotFoundException missing)
        {
            (_run, _missing) = (null, missing.Message);
        }
    }

    private async Task FollowAsync(LiveSubscription<PromptRunPicture, PromptRunChange> live)
    {
        await foreach (var batch in live.ReadBatchesAsync(FiguresInterval))
        {
            try
            {
                await InvokeAsync(() => ShowAsync(batch.Snapshot.Status));
            }
            catch (ObjectDisposedException)
            {
                // The circuit ended between the batch and its rendering.
            }
        }
    }

    private async Task ShowAsync(PromptRunStatus status)
    {
        var ended = status.State != _now.State;
        _now = status;
        StateHasChanged();
        if (_disposed || _list is null || (!ended && TimeProvider.System.GetElapsedTime(_read) < RowsInterval))
            return;
        _read = TimeProvider.System.GetTimestamp();
        await _list.RefreshDataAsync();
        StateHasChanged();
    }

    private async ValueTask<ItemsProviderResult<PromptRunAnswer>> LoadAsync(ItemsProviderRequest request)
    {
        var page = await Rows.RunAsync(Actor, ProjectId, _run!.Id, Outcome, request.StartIndex, request.Count, request.CancellationToken);
        return new ItemsProviderResult<PromptRunAnswer>(page.Rows, page.Total);
    }

    private async Task<PromptRunAnswer?> FindAsync(int position) => await Rows.OneAsync(Actor, ProjectId, _run!.Id, position);

    private Task CancelAsync() => Feedback.TryAsync(() => Steer.CancelAsync(Actor, ProjectId, _run!.Id));

    private Task ContinueAsync() => Feedback.TryAsync(() => Steer.ContinueAsync(Actor, ProjectId, _run!.Id));

    private string Href(RowOutcome? outcome, int? row = null)
    {
        var show = outcome switch { RowOutcome.Right => "right", RowOutcome.Wrong => "wrong", RowOutcome.Unread => "no-label", RowOutcome.Failed => "no-answer", _ => null };
        var parts = new[] { show is null ? null : $"show={show}", row is null ? null : $"row={row}" }.OfType<string>().ToList();
        return Place.To($"prompts/runs/{Number}") + (parts.Count > 0 ? "?" + string.Join('&', parts) : "");
    }
}
