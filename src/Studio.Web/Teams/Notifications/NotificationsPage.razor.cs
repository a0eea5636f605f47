using Microsoft.AspNetCore.Components;
using Studio.Core.Teams.Notifications;
using Studio.Web.Shell;

namespace Studio.Web.Teams.Notifications;

/// <summary>Everything that was told to a person, live, from all their projects.</summary>
public sealed partial class NotificationsPage : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _subscription;
    private List<NotificationView>? _items;
    private bool _more;

    [Parameter]
    public Guid? ProjectId { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

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

    private bool UnreadOnly => Show == "unread";

    private string Address => Place.Project is null ? "/notifications" : Place.To("notifications");

    protected override void OnInitialized() => _ = ListenAsync();

    protected override Task OnParametersSetAsync() => ReadAsync(ReadNotifications.PageSize);

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
        await foreach (var _ in subscription.ReadBatchesAsync(Interval, cancel: cancel))
        {
            await InvokeAsync(async () =>
            {
                if (await Feedback.TryAsync(() => ReadAsync(Math.Max(_items?.Count ?? 0, ReadNotifications.PageSize))))
                    StateHasChanged();
            });
        }
    }

    private async Task ReadAsync(int count)
    {
        var found = await Read.RunAsync(Place.Actor, UnreadOnly, take: count + 1, cancel: _gone.Token);
        (_items, _more) = ([.. found.Take(count)], found.Count > count);
    }

    private Task OlderAsync() => Feedback.TryAsync(() => ReadAsync((_items?.Count ?? 0) + ReadNotifications.PageSize));

    private Task SeenAsync(NotificationView item) => Feedback.TryAsync(() => Mark.ReadAsync(Place.Actor, item.Id));

    private Task AllReadAsync() => Feedback.TryAsync(() => Mark.AllReadAsync(Place.Actor));
}
