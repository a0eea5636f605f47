using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Core.Labeling.Sessions;

namespace Studio.Web.Labeling;

/// <summary>
/// The frame of the labeling page. What happens inside it is the browser's (<c>wwwroot/js/labeling.js</c>): the frame is rendered once, and the
/// answers travel beside the circuit, so that labeling goes on while the circuit reconnects.
/// </summary>
public sealed partial class LabelPage : IAsyncDisposable
{
    private ElementReference _root;
    private LabelingSessionView? _session;
    private IJSObjectReference? _page;
    private bool _started;

    [Parameter]
    public Guid SessionId { get; set; }

    [Inject]
    public required ReadLabelingSession Sessions { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    protected override async Task OnInitializedAsync() => _session = await Sessions.RunAsync(Actor, SessionId);

    protected override bool ShouldRender() => !_started;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_started || _session is not { MayLabel: true } session)
            return;
        _started = true;
        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/labeling.js"].TrimStart('/'));
        var choice = LabelChoice.Of(session);
        _page = await module.InvokeAsync<IJSObjectReference>("start", _root, new
        {
            Session = SessionId, User = Actor.UserId, Kind = session.Kind.ToString(), choice.Labels, SchemaVersion = choice.Version, Suggests = session.Suggests,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_page is null)
            return;
        try
        {
            await _page.InvokeVoidAsync("dispose");
            await _page.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is closed: it has already said so itself.
        }
    }
}
