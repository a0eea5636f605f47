using Microsoft.AspNetCore.Components;
using Studio.Core.Live;
using Studio.Core.Teams.Presence;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>Who has this run's page open, oneself among them.</summary>
public sealed partial class RunViewers : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private LiveSubscription<IReadOnlyList<PersonHere>, IReadOnlyList<PersonHere>>? _people;
    private IReadOnlyList<PersonHere> _watching = [];
    private string _path = "";

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required PresenceFeeds Feeds { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        _path = Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
        _people = Feeds.Of(Place.Project!.Id).Subscribe(capacity: 16);
        Show(_people.Now);
        _ = FollowAsync(_people);
    }

    public void Dispose() => _people?.Dispose();

    private async Task FollowAsync(LiveSubscription<IReadOnlyList<PersonHere>, IReadOnlyList<PersonHere>> people)
    {
        await foreach (var batch in people.ReadBatchesAsync(Interval))
        {
            await InvokeAsync(() =>
            {
                Show(batch.Snapshot);
                StateHasChanged();
            });
        }
    }

    private void Show(IReadOnlyList<PersonHere> people) =>
        _watching = [.. people.Where(p => p.Path == _path).DistinctBy(p => p.UserId).OrderBy(p => p.Name, StringComparer.CurrentCultureIgnoreCase)];
}
