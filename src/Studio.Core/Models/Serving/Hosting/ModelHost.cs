using Microsoft.Extensions.Logging;

namespace Studio.Core.Models.Serving.Hosting;

/// <summary>
/// Language models and encoders in memory. One is loaded once for all who ask at the same time, after it was seen to fit and, where it was approved,
/// after its files were found to be the approved ones. The least recently used go where room is needed, and idle ones after a while; what
/// somebody is using stays.
/// </summary>
public sealed partial class ModelHost : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Folder, string? Adapter), HostedModel> _models = [];
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly ModelLoader _loader;
    private readonly HostingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelHost> _log;
    private readonly ITimer _idle;

    public ModelHost(ModelLoader loader, HostingOptions options, TimeProvider time, ILogger<ModelHost> log)
    {
        (_loader, _options, _time, _log) = (loader, options, time, log);
        var often = TimeSpan.FromTicks(Math.Clamp(options.Idle.Ticks / 4, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute));
        _idle = time.CreateTimer(_ => LetIdleGo(), null, often, often);
    }

    /// <summary>Models in memory or on their way there.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _models.Count;
        }
    }

    /// <summary>The model, loaded where it is not yet.</summary>
    /// <exception cref="ModelTooLargeException">It does not fit into this server's memory for models.</exception>
    /// <exception cref="UnavailableException">It is still being loaded, or others that are in use leave no room.</exception>
    /// <exception cref="ConflictException">The files are no longer those that were approved.</exception>
    /// <exception cref="StudioException">The files cannot be used, said for a person.</exception>
    public async Task<Borrowed<T>> BorrowAsync<T>(ModelFiles files, CancellationToken cancel) where T : class, IAsyncDisposable
    {
        var hosted = Enter(files);
        try
        {
            var model = await hosted.Loading.WaitAsync(_options.Patience, _time, cancel);
            return new Borrowed<T>(
                model as T ?? throw new InvalidInputException($"{files.Name} is a model of another kind: {(model is Trainer.Models.TextEmbedder ? "it turns texts into vectors and writes none" : "it writes texts and gives no vectors")}."),
                () => Leave(hosted));
        }
        catch (TimeoutException)
        {
            Leave(hosted);
            throw new UnavailableException($"{files.Name} is still being loaded. Ask again in a little while.");
        }
        catch
        {
            if (hosted.Loading.IsFaulted)
                Forget(hosted);
            Leave(hosted);
            throw;
        }
    }

    /// <summary>Lets go of everything that nobody uses, and of the rest with its last user.</summary>
    public void Evict(string? folder = null)
    {
        lock (_gate)
        {
            foreach (var model in _models.Values.Where(m => folder is null || m.Files.Folder == folder).ToList())
                Forget(model);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        List<HostedModel> all;
        lock (_gate)
            all = [.. _models.Values];
        Evict();
        foreach (var model in all.Where(m => m.Loading.IsCompletedSuccessfully))
            await model.Loading.Result.DisposeAsync();
    }

    private HostedModel Enter(ModelFiles files)
    {
        var stamp = files.Stamp();
        lock (_gate)
        {
            var key = (files.Folder, files.AdapterFolder);
            if (_models.TryGetValue(key, out var known) && (known.Stamp != stamp || known.Files.Digest != files.Digest))
            {
                // Somebody touched the files: loading anew compares their content with what was approved.
                Forget(known);
                known = null;
            }

            var hosted = known ?? Begin(key, files, stamp);
            hosted.Users++;
            hosted.LastUse = _time.GetUtcNow();
            return hosted;
        }
    }

    private HostedModel Begin((string, string?) key, ModelFiles files, string stamp)
    {
        var hosted = new HostedModel(files, stamp, _loader.BytesOf(files));
        var freed = MakeRoom(hosted);
        _models[key] = hosted;
        hosted.Loading = Task.Run(() => LoadAsync(hosted, freed));
        return hosted;
    }

    // The memory of those that leave must be free before the next one is read.
    private async Task<IAsyncDisposable> LoadAsync(HostedModel hosted, IReadOnlyList<HostedModel> leaving)
    {
        await _loading.WaitAsync();
        try
        {
            foreach (var model in leaving)
                await LetGoAsync(model);
            var loaded = await _loader.LoadAsync(hosted.Files, hosted.Stamp);
            LogLoaded(hosted.Files.Name, hosted.Bytes / 1e9);
            return loaded;
        }
        finally
        {
            _loading.Release();
        }
    }

    private List<HostedModel> MakeRoom(HostedModel coming)
    {
        var limit = _options.Limit;
        if (coming.Bytes > limit)
            throw new ModelTooLargeException($"{coming.Files.Name} needs {Size(coming.Bytes)}, and this server keeps {Size(limit)} for models (Studio:Serving:Models:Bytes). Take a smaller model, load it with half the bits (Precision bf16), or ask whoever runs the server for more.");
        var leaving = new List<HostedModel>();
        while (_models.Values.Sum(m => m.Bytes) + coming.Bytes > limit)
        {
            var idle = _models.Values.Where(m => m.Users == 0).MinBy(m => m.LastUse)
                ?? throw new UnavailableException($"{coming.Files.Name} needs {Size(coming.Bytes)}, and models that are answering now leave {Size(limit - _models.Values.Sum(m => m.Bytes))} of {Size(limit)}. Ask again in a little while.");
            _models.Remove((idle.Files.Folder, idle.Files.AdapterFolder));
            leaving.Add(idle);
        }

        return leaving;
    }

    private void Leave(HostedModel hosted)
    {
        lock (_gate)
        {
            hosted.Users--;
            hosted.LastUse = _time.GetUtcNow();
            if (hosted is { Leaving: true, Users: 0 })
                _ = LetGoAsync(hosted);
        }
    }

    private void Forget(HostedModel hosted)
    {
        lock (_gate)
        {
            var key = (hosted.Files.Folder, hosted.Files.AdapterFolder);
            if (_models.TryGetValue(key, out var known) && known == hosted)
                _models.Remove(key);
            hosted.Leaving = true;
            if (hosted.Users == 0)
                _ = LetGoAsync(hosted);
        }
    }

    private void LetIdleGo()
    {
        lock (_gate)
        {
            foreach (var model in _models.Values.Where(m => m.Users == 0 && _time.GetUtcNow() - m.LastUse >= _options.Idle).ToList())
                Forget(model);
        }
    }

    private async Task LetGoAsync(HostedModel hosted)
    {
        await ((Task)hosted.Loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!hosted.Loading.IsCompletedSuccessfully)
            return;
        await hosted.Loading.Result.DisposeAsync();
        LogLetGo(hosted.Files.Name);
    }

    private static string Size(long bytes) => bytes >= 1_000_000_000 ? FormattableString.Invariant($"{bytes / 1e9:0.0} GB") : FormattableString.Invariant($"{bytes / 1e6:0.0} MB");

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} for serving, {Gigabytes:0.00} GB")]
    private partial void LogLoaded(string model, double gigabytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Let {Model} go from memory")]
    private partial void LogLetGo(string model);
}
