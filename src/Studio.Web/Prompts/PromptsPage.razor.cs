using Microsoft.AspNetCore.Components;
using Studio.Core.Live;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Live;

namespace Studio.Web.Prompts;

/// <summary>The project's prompts by folder, tag and label. What others publish, move and delete appears by itself.</summary>
public sealed partial class PromptsPage
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<Guid> _chosen = [];
    private LiveSubscription<long, PromptChange>? _feed;
    private List<PromptRow>? _rows;
    private IReadOnlyList<string> _folders = [];
    private IReadOnlyList<string> _tags = [];
    private IReadOnlyList<string> _labels = [];

    [Inject]
    public required ListPrompts List { get; init; }

    [Inject]
    public required PromptFeeds Feeds { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Folder { get; set; }

    [SupplyParameterFromQuery]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    [SupplyParameterFromQuery]
    public bool Deleted { get; set; }

    private bool IsNarrowed => Deleted || !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(Folder) || !string.IsNullOrEmpty(Tag) || !string.IsNullOrEmpty(Label);

    public void Dispose() => _feed?.Dispose();

    protected override void OnInitialized()
    {
        _feed = Feeds.Of(ProjectId).Subscribe();
        _ = FollowAsync(_feed);
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var all = await List.RunAsync(Actor, ProjectId, new PromptFilter(Archived: Deleted));
        _tags = [.. all.SelectMany(row => row.Tags).Distinct().Order(StringComparer.Ordinal)];
        _labels = [.. all.SelectMany(row => row.Labels).Select(label => label.Name).Distinct().Order(StringComparer.Ordinal)];
        _folders = await List.FoldersAsync(Actor, ProjectId);
        _rows = IsNarrowed ? [.. await List.RunAsync(Actor, ProjectId, new PromptFilter(Q, Folder, Tag, Label, Deleted))] : [.. all];
        _chosen.IntersectWith(_rows.Select(row => row.Id));
    }

    private async Task FollowAsync(LiveSubscription<long, PromptChange> feed)
    {
        await foreach (var _ in feed.ReadBatchesAsync(Interval))
        {
            await InvokeAsync(async () =>
            {
                try
                {
                    await ReadAsync();
                    StateHasChanged();
                }
                catch (Exception error)
                {
                    feed.Dispose();
                    await DispatchExceptionAsync(error);
                }
            });
        }
    }

    private void Choose(Guid id)
    {
        if (!_chosen.Remove(id))
            _chosen.Add(id);
    }

    // A folder and the bin are places: going to one leaves the other, and keeps what is searched for.
    private string With(string name, string? value) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["folder"] = null, ["deleted"] = null, [name] = value,
    });

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()), replace: true);
}
