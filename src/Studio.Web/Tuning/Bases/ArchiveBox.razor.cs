using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Studio.Web.Tuning.Bases;

/// <summary>Sends an archive from the browser straight to the server; only the progress comes over the circuit.</summary>
public sealed partial class ArchiveBox
{
    private ElementReference _box;
    private IJSObjectReference? _upload;
    private DotNetObjectReference<ArchiveBox>? _self;
    private long? _sent;
    private long _size;
    private string _name = "";
    private string? _trouble;
    private string? _problem;

    [Parameter, EditorRequired]
    public required Guid ProjectId { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>The archive is here; the model is named.</summary>
    [Parameter]
    public EventCallback<Guid> Sent { get; set; }

    [JSInvokable]
    public void Progress(string name, long sent, long size, string? trouble)
    {
        (_name, _sent, _size, _trouble, _problem) = (name, sent, size, trouble, null);
        StateHasChanged();
    }

    [JSInvokable]
    public Task Done(Guid id) => InvokeAsync(() => Sent.InvokeAsync(id));

    [JSInvokable]
    public void Failed(string? problem)
    {
        (_sent, _problem) = (null, problem);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_upload is not null)
                await _upload.InvokeVoidAsync("dispose");
        }
        catch (JSDisconnectedException)
        {
            // The window is gone, and its upload waits for the file to be chosen again.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/upload.js");
        _upload = await module.InvokeAsync<IJSObjectReference>("attach", _box, $"/api/v1/projects/{ProjectId}/base-models/uploads", _self);
    }

    private async Task AbortAsync()
    {
        if (_upload is not null)
            await _upload.InvokeVoidAsync("abort");
    }
}
