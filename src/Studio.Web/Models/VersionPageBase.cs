using Microsoft.AspNetCore.Components;
using Studio.Core.Models;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>A page about one version that shows what others do to it as they do it.</summary>
public abstract class VersionPageBase : ProjectPage, IDisposable
{
    private IDisposable? _watch;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required ReadVersion Read { get; set; }

    [Inject]
    public required ModelFeeds Feeds { get; set; }

    protected VersionDetails? Version { get; private set; }

    public void Dispose()
    {
        _watch?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnInitializedAsync()
    {
        _watch = Feeds.Watch(ProjectId, () => InvokeAsync(async () =>
        {
            await ReloadAsync();
            StateHasChanged();
        }));
        await ReloadAsync();
    }

    protected virtual async Task ReloadAsync() => Version = await Read.RunAsync(Actor, Id);
}
