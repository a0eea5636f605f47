using Microsoft.AspNetCore.Components;
using Studio.Core.Teams.Notifications;
using Studio.Web.Shell;

namespace Studio.Web.Teams.Notifications;

/// <summary>
/// How much is unread, live on every page of the person. It asks again every minute as well, since another process may have written what this one is not told of.
/// </summary>
public sealed partial class Bell : IDisposable
{
    private const int Shown = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250), AskAgain = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _subscription;
    private IReadOnlyList<NotificationView>? _newest;
    private int _unread;
    private string _news = "";
    private bool _open;

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required ReadNotifications Read { get; init; }

    [Inject]
    public required MarkNotifications Mark { get; init; }

    [Inject]
    public required NotificationFeeds Feeds { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private string Label => _unread switch { 0 => "Notifications", 1 => "Notifications, 1 unread", _ => $"Notifications, {_unread} unread" };

    private string All => Place.Project is null ? "/notifications" : Place.To("notifications");

    protected override async Task OnInitializedAsync()
    {
        _ = ListenAsync();
        _ = RepeatAsync();
        await ReadAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _subscription?.Dispose();
        _gone.Dispose();
    }

    private async Task ListenAsync()
    {
        var cancel = _gone.Token;
        var subscription = Feeds.Subscribe(Place.Visitor.UserId);
        _subscription = subscription;
        await foreach (var _ in subscription.ReadBatchesAsync(Interval, Time, cancel))
            await InvokeAsync(RefreshAsync);
    }

    private async Task RepeatAsync()
    {
        var cancel = _gone.Token;
        using var timer = new PeriodicTimer(AskAgain, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                await InvokeAsync(RefreshAsync);
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private async Task RefreshAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        var before = _unread;
        await Feedback.TryAsync(ReadAsync);
        _news = _unread > before ? Label : _unread == 0 ? "" : _news;
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _unread = await Read.CountUnreadAsync(Place.Actor, _gone.Token);
        if (_open)
            _newest = await Read.RunAsync(Place.Actor, take: Shown, cancel: _gone.Token);
    }

    private Task ToggleAsync()
    {
        _open = !_open;
        return _open ? Feedback.TryAsync(ReadAsync) : Task.CompletedTask;
    }

    private Task SeenAsync(NotificationView item) => Feedback.TryAsync(() => Mark.ReadAsync(Place.Actor, item.Id));

    private Task AllReadAsync() => Feedback.TryAsync(() => Mark.AllReadAsync(Place.Actor));
}
