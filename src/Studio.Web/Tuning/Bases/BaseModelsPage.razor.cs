using Microsoft.AspNetCore.Components;
using Studio.Core.Live;
using Studio.Core.Tuning.Bases;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Bases;

/// <summary>The team's base models, with their states and progress as they change.</summary>
public sealed partial class BaseModelsPage : ProjectPage, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private BaseModelList? _list;
    private IReadOnlyDictionary<Guid, BaseModelProgress> _working = new Dictionary<Guid, BaseModelProgress>();
    private LiveSubscription<BasesActivity, BasesEvent>? _live;

    [Inject]
    public required ListBaseModels Models { get; init; }

    [Inject]
    public required BaseModelFeeds Feeds { get; init; }

    public void Dispose() => _live?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        var team = (await Models.RunAsync(Actor, ProjectId)).TeamId;
        _live = Feeds.Of(team).Subscribe();
        _working = _live.Now.Working;
        _list = await Models.RunAsync(Actor, ProjectId);
        _ = FollowAsync(team, _live);
    }

    private async Task FollowAsync(Guid team, LiveSubscription<BasesActivity, BasesEvent> live)
    {
        await foreach (var batch in live.ReadBatchesAsync(Interval))
        {
            await InvokeAsync(async () =>
            {
                _working = Feeds.Of(team).Current.Working;
                if (batch.IsSnapshot || batch.Changes.Any(change => change is BasesEvent.Changed))
                    _list = await Models.RunAsync(Actor, ProjectId);
                StateHasChanged();
            });
        }
    }
}
