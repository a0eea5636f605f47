using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Studio.Core.Teams.Presence;

namespace Studio.Web.Shell;

/// <summary>Says that this page is open, and shows who else has the project open; those on the same page are marked.</summary>
public sealed partial class PeopleHere : IAsyncDisposable
{
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(45);

    private readonly Guid _page = Guid.NewGuid();
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<PersonHere> _others = [];
    private string _path = "";
    private Guid? _project;
    private Task _watching = Task.CompletedTask;
    private CancellationTokenSource _left = new();

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required IGrainFactory Grains { get; init; }

    [Inject]
    public required PresenceFeeds Feeds { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += Moved;
        _ = RepeatAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Place.Project?.Id == _project)
            return;
        await LeaveAsync();
        _project = Place.Project?.Id;
        if (_project is not { } project)
            return;
        _left = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _watching = WatchAsync(project, _left.Token);
        await TellAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Moved;
        await _gone.CancelAsync();
        await LeaveAsync();
        _gone.Dispose();
    }

    private async void Moved(object? sender, LocationChangedEventArgs moved)
    {
        try
        {
            await InvokeAsync(TellAsync);
        }
        catch (ObjectDisposedException)
        {
            // The page closed while it moved; it has said so itself.
        }
    }

    private async Task TellAsync()
    {
        _path = Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
        if (_project is { } project)
            await Grains.GetGrain<IPresenceGrain>(project).BeHereAsync(_page, new PersonHere(Place.Visitor.UserId, Place.Visitor.Name, _path));
        StateHasChanged();
    }

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Repeat);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
                await InvokeAsync(TellAsync);
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private async Task WatchAsync(Guid project, CancellationToken cancel)
    {
        using var subscription = Feeds.Of(project).Subscribe(capacity: 16);
        Show(subscription.Now);
        await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.FromMilliseconds(250), cancel: cancel))
            await InvokeAsync(() => Show(batch.IsSnapshot ? batch.Snapshot : batch.Changes[^1]));
    }

    private void Show(IReadOnlyList<PersonHere> people)
    {
        _others = [.. people.Where(p => p.UserId != Place.Visitor.UserId).GroupBy(p => p.UserId).Select(g => g.FirstOrDefault(p => p.Path == _path) ?? g.First())];
        StateHasChanged();
    }

    private async Task LeaveAsync()
    {
        await _left.CancelAsync();
        await _watching;
        _left.Dispose();
        _left = new CancellationTokenSource();
        if (_project is { } project)
            await Grains.GetGrain<IPresenceGrain>(project).LeaveAsync(_page);
    }

    private string Words(PersonHere person) => person.Path == _path ? $"{person.Name}, on this page" : $"{person.Name}, {Room(person.Path)}";

    private static string Room(string path)
    {
        var segments = path.Split('/');
        var room = segments.Length > 2 ? Rooms.All.FirstOrDefault(r => r.Path == segments[2])?.Name : null;
        return room is null ? "on the home page" : $"in {room}";
    }
}
