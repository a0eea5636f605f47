using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Studio.Web.Controls;

/// <summary>
/// Sends a file from the browser straight to the server's upload endpoints; only the progress comes over the circuit. The sending goes on while
/// the person looks at other pages, and shows here again when they come back.
/// </summary>
public sealed partial class UploadBox
{
    private ElementReference _box;
    private IJSObjectReference? _module;
    private IJSObjectReference? _upload;
    private DotNetObjectReference<UploadBox>? _self;
    private long? _sent;
    private long _size;
    private string _name = "";
    private string? _trouble;
    private string? _problem;

    /// <summary>Where uploads in parts begin.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    /// <summary>What there is to do: <c>Choose a file</c>.</summary>
    [Parameter]
    public string Label { get; set; } = "Choose a file";

    /// <summary>Endings of the files that are taken, with commas between.</summary>
    [Parameter, EditorRequired]
    public required string Accept { get; set; }

    /// <summary>Which files are taken, in a sentence.</summary>
    [Parameter, EditorRequired]
    public required string Hint { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>The whole file is here; the upload is named.</summary>
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
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/upload.js");
        _upload = await _module.InvokeAsync<IJSObjectReference>("attach", _box, Address, _self);
    }

    private async Task AbortAsync()
    {
        if (_upload is not null)
            await _upload.InvokeVoidAsync("abort");
    }
}
