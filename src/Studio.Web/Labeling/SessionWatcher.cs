using Microsoft.AspNetCore.Components;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Live;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

/// <summary>A part of a page that follows one session live; only it renders when something happens.</summary>
public abstract class SessionWatcher : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private LiveSubscription<SessionStatus, SessionStatus>? _subscription;

    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required WatchLabelingSession Watch { get; init; }

    protected SessionStatus? Status { get; private set; }

    protected Actor Actor => Place.Actor;

    protected override async Task OnInitializedAsync()
    {
        _subscription = await Watch.RunAsync(Actor, SessionId, _left.Token);
        if (_left.IsCancellationRequested)
            _subscription.Dispose();
        Status = _subscription.Now;
        _ = FollowAsync(_subscription);
    }

    public void Dispose()
    {
        _left.Cancel();
        _subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task FollowAsync(LiveSubscription<SessionStatus, SessionStatus> subscription)
    {
        await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.FromMilliseconds(250), cancel: _left.Token))
        {
            Status = batch.Snapshot;
            await InvokeAsync(StateHasChanged);
        }
    }
}
