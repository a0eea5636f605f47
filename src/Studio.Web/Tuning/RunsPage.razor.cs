using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>The project's runs, newest first, with their states as they change.</summary>
public sealed partial class RunsPage : ProjectPage, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Guid, RunHeadline> _now = [];
    private readonly SortedSet<int> _chosen = [];
    private LiveSubscription<RunHeadline?, RunHeadline>? _headlines;
    private Virtualize<RunRow>? _list;
    private int _total = -1;

    [Inject]
    public required ListRuns Runs { get; init; }

    [Inject]
    public required RunHeadlines Headlines { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    private bool Filtered => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(State);

    protected override async Task OnInitializedAsync()
    {
        _headlines = Headlines.Feed.Subscribe();
        _total = (await Runs.RunAsync(Actor, ProjectId, new RunFilter(Take: 1, Text: Q, State: Wanted))).Total;
        _ = FollowAsync(_headlines);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_list is not null)
            await _list.RefreshDataAsync();
    }

    public void Dispose() => _headlines?.Dispose();

    private RunState? Wanted => Enum.TryParse<RunState>(State, ignoreCase: true, out var state) ? state : null;

    private async ValueTask<ItemsProviderResult<RunRow>> LoadAsync(ItemsProviderRequest request)
    {
        var page = await Runs.RunAsync(Actor, ProjectId, new RunFilter(request.StartIndex, request.Count, Q, Wanted), request.CancellationToken);
        if (page.Total != _total)
        {
            _total = page.Total;
            StateHasChanged();
        }

        return new ItemsProviderResult<RunRow>(page.Rows, page.Total);
    }

    private void Filter(string? text, string? state) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["q"] = string.IsNullOrWhiteSpace(text) ? null : text,
        ["state"] = string.IsNullOrEmpty(state) ? null : state,
    }), replace: true);

    private void Choose(int number)
    {
        if (!_chosen.Remove(number) && _chosen.Count < CompareRuns.Most)
            _chosen.Add(number);
    }

    private RunHeadline Now(RunRow run) => _now.TryGetValue(run.Id, out var now)
        ? now
        : new RunHeadline(ProjectId, run.Id, run.State, run.Step, run.TotalSteps, null);

    private string Progress(RunRow run) => Now(run) is { State: RunState.Running, TotalSteps: > 0 } now
        ? $"{100.0 * now.Step / now.TotalSteps:0} %" + (now.SecondsLeft is { } left ? $", {RunWords.Span(left)} left" : "")
        : "";

    private async Task FollowAsync(LiveSubscription<RunHeadline?, RunHeadline> headlines)
    {
        await foreach (var batch in headlines.ReadBatchesAsync(Interval))
        {
            var mine = batch.Changes.Where(h => h.ProjectId == ProjectId).ToList();
            if (mine.Count == 0 && !batch.IsSnapshot)
                continue;
            await InvokeAsync(() => ShowAsync(mine, batch.IsSnapshot));
        }
    }

    // A run that is new or ends changes more than its progress: the visible rows are read again.
    private async Task ShowAsync(List<RunHeadline> headlines, bool all)
    {
        var read = all;
        foreach (var headline in headlines)
        {
            read |= !_now.TryGetValue(headline.RunId, out var before) || before.State != headline.State;
            _now[headline.RunId] = headline;
        }

        if (_total == 0)
            _total = (await Runs.RunAsync(Actor, ProjectId, new RunFilter(Take: 1, Text: Q, State: Wanted))).Total;
        else if (read && _list is not null)
            await _list.RefreshDataAsync();
        StateHasChanged();
    }
}
