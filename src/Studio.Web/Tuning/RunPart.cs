using Microsoft.AspNetCore.Components;
using Studio.Core.Live;
using Studio.Core.Tuning;

namespace Studio.Web.Tuning;

/// <summary>A part of a run's page that renders when a batch concerns it, and only then.</summary>
public abstract class RunPart : ComponentBase, IDisposable
{
    private RunStream? _followed;
    private bool _disposed;

    [Parameter, EditorRequired]
    public required RunStream Stream { get; set; }

    protected RunPicture Run => Stream.Picture;

    public override Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        Follow(Stream);
        return base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Whether this part shows any of it.</summary>
    protected virtual bool Concerns(LiveBatch<RunPicture, RunChange> batch) => true;

    protected virtual Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        StateHasChanged();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _disposed = true;
        Follow(null);
        GC.SuppressFinalize(this);
    }

    // A page that goes from one run to another hands the same part another stream.
    private void Follow(RunStream? stream)
    {
        if (ReferenceEquals(_followed, stream))
            return;
        if (_followed is not null)
            _followed.Changed -= OnChangedAsync;
        _followed = stream;
        if (stream is not null)
            stream.Changed += OnChangedAsync;
    }

    private async Task OnChangedAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        if (_disposed || !(batch.IsSnapshot || Concerns(batch)))
            return;
        try
        {
            await InvokeAsync(() => _disposed ? Task.CompletedTask : ShowAsync(batch));
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended between the batch and its rendering.
        }
        catch (Microsoft.JSInterop.JSDisconnectedException)
        {
            // The same, seen from the browser's side.
        }
    }
}
