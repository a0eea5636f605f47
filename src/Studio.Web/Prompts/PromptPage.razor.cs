using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Live;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Live;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>One prompt. What others publish, label and tick appears by itself.</summary>
public sealed partial class PromptPage
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private LiveSubscription<long, PromptChange>? _feed;
    private PromptView? _view;
    private Guid _shown;

    [Inject]
    public required ReadPrompt Read { get; init; }

    [Inject]
    public required EditPrompt Edit { get; init; }

    [Inject]
    public required PromptFeeds Feeds { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Parameter]
    public Guid PromptId { get; set; }

    [Parameter]
    public string? Tab { get; set; }

    private string Parent => Place.To(_view!.Page.Folder.Length > 0 ? $"prompts?folder={Uri.EscapeDataString(_view.Page.Folder)}" : "prompts");

    public void Dispose() => _feed?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == PromptId)
            return;
        _shown = PromptId;
        _feed?.Dispose();
        _feed = Feeds.Of(ProjectId).Subscribe();
        await ReadAsync(_feed.Now);
        _ = FollowAsync(_feed);
    }

    private async Task FollowAsync(LiveSubscription<long, PromptChange> feed)
    {
        await foreach (var batch in feed.ReadBatchesAsync(Interval))
        {
            if (!batch.IsSnapshot && batch.Changes.All(change => change.PromptId != _shown))
                continue;
            await InvokeAsync(async () =>
            {
                try
                {
                    await ReadAsync(batch.Snapshot);
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

    private async Task ReadAsync(long change)
    {
        var page = await Read.RunAsync(Actor, PromptId);
        if (page.ProjectId != ProjectId)
            throw new NotFoundException("prompt");
        _view = new PromptView(Actor, page, Place.To($"prompts/{PromptId}"), change);
    }

    private Task BringBackAsync() => Feedback.TryAsync(() => Edit.RunAsync(Actor, PromptId, new PromptEdit(Archived: false)), "It is back.");
}
