using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Studio.Core.Live;
using Studio.Core.Prompts.Runs;

namespace Studio.Web.Prompts.Runs;

/// <summary>The project's prompt runs, newest first, with their figures as they change.</summary>
public sealed partial class PromptRunsPage
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Guid, PromptRunStatus> _now = [];
    private LiveSubscription<PromptRunHeadline?, PromptRunHeadline>? _headlines;
    private Virtualize<PromptRunLine>? _list;
    private int _total = -1;

    [Inject]
    public required ReadPromptRuns Runs { get; init; }

    [Inject]
    public required PromptRunFeeds Feeds { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _headlines = Feeds.Headlines.Subscribe();
        _total = (await Runs.ListAsync(Actor, ProjectId, take: 1)).Total;
        _ = FollowAsync(_headlines);
    }

    public void Dispose() => _headlines?.Dispose();

    private PromptRunStatus Now(PromptRunLine run) => _now.GetValueOrDefault(run.Id) ?? run.Status;

    private async ValueTask<ItemsProviderResult<PromptRunLine>> LoadAsync(ItemsProviderRequest request)
    {
        var page = await Runs.ListAsync(Actor, ProjectId, null, request.StartIndex, request.Count, request.CancellationToken);
        return new ItemsProviderResult<PromptRunLine>(page.Rows, page.Total);
    }

    private async Task FollowAsync(LiveSubscription<PromptRunHeadline?, PromptRunHeadline> headlines)
    {
        await foreach (var batch in headlines.ReadBatchesAsync(Interval))
        {
            if (batch.IsSnapshot || batch.Changes.Any(h => h.ProjectId == ProjectId))
                await InvokeAsync(() => ShowAsync([.. batch.Changes.Where(h => h.ProjectId == ProjectId)]));
        }
    }

    // A run that is new changes the rows themselves.
    private async Task ShowAsync(List<PromptRunHeadline> headlines)
    {
        var isNew = headlines.Count == 0 || headlines.Any(h => !_now.ContainsKey(h.RunId));
        foreach (var headline in headlines)
            _now[headline.RunId] = headline.Status;
        if (isNew)
            _total = (await Runs.ListAsync(Actor, ProjectId, take: 1)).Total;
        if (isNew && _list is not null)
            await _list.RefreshDataAsync();
        StateHasChanged();
    }
}
