using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Studio.Web.Datasets;

/// <summary>Sends a file from the browser straight to the server's upload endpoint; only the progress comes over the circuit.</summary>
public sealed partial class UploadBox
{
    private ElementReference _box;
    private IJSObjectReference? _module;
    private IJSObjectReference? _upload;
    private DotNetObjectReference<UploadBox>? _self;
    private double? _fraction;
    private string _name = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [JSInvokable]
    public void Progress(string name, double fraction)
    {
        (_name, _fraction, _problem) = (name, fraction, null);
        StateHasChanged();
    }

    [JSInvokable]
    public void Done(Guid importId) => Navigation.NavigateTo($"{View.Href}/imports/{importId}");

    [JSInvokable]
    public void Failed(string? problem)
    {
        (_fraction, _problem) = (null, problem);
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
            // The page is gone, and its upload with it.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/upload.js");
        _upload = await _module.InvokeAsync<IJSObjectReference>("attach", _box, $"/api/v1/datasets/{View.Id}/imports", _self);
    }

    private async Task AbortAsync()
    {
        if (_upload is not null)
            await _upload.InvokeVoidAsync("abort");
    }
}
