namespace Studio.Core.Models.Serving.Hosting;

/// <summary>A model in memory, or on its way there, with how many use it now. Its counts are guarded by <see cref="ModelHost"/>.</summary>
internal sealed class HostedModel(ModelFiles files, string stamp, long bytes)
{
    public ModelFiles Files => files;
    public string Stamp => stamp;
    public long Bytes => bytes;
    public Task<IAsyncDisposable> Loading { get; set; } = null!;
    public int Users { get; set; }
    public DateTimeOffset LastUse { get; set; }

    /// <summary>No longer handed out; let go with the last user.</summary>
    public bool Leaving { get; set; }
}

/// <summary>A model that stays loaded until this is disposed.</summary>
public sealed class Borrowed<T>(T model, Action giveBack) : IDisposable where T : class
{
    private Action? _giveBack = giveBack;

    public T Model => model;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
