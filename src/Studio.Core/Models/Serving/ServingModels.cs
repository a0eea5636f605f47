using Microsoft.Extensions.Logging;
using Studio.Core.Evaluation;
using Studio.Core.Storage;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Models.Serving;

/// <summary>
/// Approved models in memory. A model is loaded once for all who ask at the same time, only after its files were found to be the approved ones,
/// and looked at again whenever a file's size or time has changed. Whether it is approved at all is asked by the caller, each time.
/// </summary>
public sealed partial class ServingModels(StorageRoot storage, IClassifierLoader loader, ServingOptions options, ILogger<ServingModels> log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LoadedModel> _loaded = [];
    private long _uses;

    /// <summary>Versions in memory, loading ones included.</summary>
    public int LoadedCount
    {
        get
        {
            lock (_gate)
                return _loaded.Count;
        }
    }

    /// <exception cref="ConflictException">The files are no longer those that were approved.</exception>
    public async Task<(IReadOnlyList<string> Labels, IReadOnlyList<Prediction> Predictions)> PredictAsync(ApprovedVersion version, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        while (true)
        {
            var model = Enter(version);
            try
            {
                var (classifier, stamp) = await model.Loading.WaitAsync(cancel);
                if (ModelFolder.StampOf(storage.Model(version.Id)) == stamp)
                    return (classifier.Labels, await classifier.PredictAsync(texts, cancel));
                // Somebody touched the files: loading anew compares their content with what was approved.
                Evict(version.Id, model);
            }
            catch when (model.Loading.IsFaulted)
            {
                Evict(version.Id, model);
                throw;
            }
            finally
            {
                Leave(model);
            }
        }
    }

    public void Evict(Guid versionId) => Evict(versionId, null);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var id in _loaded.Keys.ToList())
                Evict(id, null);
        }
    }

    private LoadedModel Enter(ApprovedVersion version)
    {
        lock (_gate)
        {
            if (!_loaded.TryGetValue(version.Id, out var model) || model.Digest != version.Digest)
            {
                Evict(version.Id, null);
                MakeRoom(version.SizeBytes);
                model = new LoadedModel(version.Id, version.Digest, version.SizeBytes, Task.Run(() => LoadAsync(version)));
                _loaded[version.Id] = model;
            }

            model.Users++;
            model.LastUse = ++_uses;
            return model;
        }
    }

    private void Leave(LoadedModel model)
    {
        lock (_gate)
        {
            model.Users--;
            model.LetGoIfUnused();
        }
    }

    private void Evict(Guid versionId, LoadedModel? only)
    {
        lock (_gate)
        {
            if (!_loaded.TryGetValue(versionId, out var model) || (only is not null && model != only))
                return;
            _loaded.Remove(versionId);
            model.Evicted = true;
            model.LetGoIfUnused();
        }
    }

    private void MakeRoom(long bytes)
    {
        while (_loaded.Count > 0 && _loaded.Values.Sum(m => m.SizeBytes) + bytes > options.LoadedBytes)
            Evict(_loaded.Values.MinBy(m => m.LastUse)!.VersionId, null);
    }

    private async Task<(ITextClassifier, string)> LoadAsync(ApprovedVersion version)
    {
        var folder = storage.Model(version.Id);
        var stamp = ModelFolder.StampOf(folder);
        var differences = await ModelFolder.DifferencesAsync(folder, version.Manifest, CancellationToken.None);
        if (ModelManifest.DigestOf(version.Manifest) != version.Digest)
            differences = [.. differences, "The manifest has another digest."];
        if (differences.Count > 0)
            throw Changed(version, differences);
        var classifier = await loader.LoadAsync(folder, CancellationToken.None);
        LogLoaded(version.Name, version.Number, version.Digest);
        return (classifier, stamp);
    }

    private ConflictException Changed(ApprovedVersion version, IReadOnlyList<string> differences)
    {
        var what = string.Join(' ', differences);
        LogChanged(version.Name, version.Number, version.Digest, what);
        return new ConflictException(
            $"Version {version.Number} of {version.Name} does not answer: its files are no longer those that were approved. {what} Withdraw it, or restore the files.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} version {Number} for serving, sha256:{Digest}")]
    private partial void LogLoaded(string model, int number, string digest);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} version {Number} (sha256:{Digest}) is not served: {What}")]
    private partial void LogChanged(string model, int number, string digest, string what);
}
