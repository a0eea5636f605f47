using Studio.Trainer.Evaluation;

namespace Studio.Core.Models.Serving;

/// <summary>
/// A classifier in memory with the number of requests that use it. The weights are let go when it was evicted and the last request is done,
/// whichever comes later. Its counts are guarded by <see cref="ServingModels"/>.
/// </summary>
internal sealed class LoadedModel(Guid versionId, string digest, long sizeBytes, Task<(ITextClassifier Classifier, string Stamp)> loading)
{
    public Guid VersionId => versionId;
    public string Digest => digest;
    public long SizeBytes => sizeBytes;
    public Task<(ITextClassifier Classifier, string Stamp)> Loading => loading;
    public int Users { get; set; }
    public long LastUse { get; set; }
    public bool Evicted { get; set; }

    public void LetGoIfUnused()
    {
        if (Evicted && Users == 0 && loading.IsCompletedSuccessfully && loading.Result.Classifier is IDisposable disposable)
            disposable.Dispose();
    }
}
