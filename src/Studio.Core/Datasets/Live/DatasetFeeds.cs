using System.Collections.Concurrent;
using Studio.Core.Datasets.Examples;
using Studio.Core.Live;

namespace Studio.Core.Datasets.Live;

/// <summary>What is going on in a dataset now. A higher version means that rows, labels or snapshots changed and are to be read again.</summary>
public sealed record DatasetActivity(long Version, IReadOnlyDictionary<Guid, DatasetWork> Works)
{
    public static readonly DatasetActivity Quiet = new(0, new Dictionary<Guid, DatasetWork>());
}

/// <summary>Something long that runs in the server: an import, a freeze, the removal of rows.</summary>
/// <param name="Id">The import's or snapshot's id.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Fraction">How far, from 0 to 1; null while that cannot be known.</param>
/// <param name="Detail">One sentence on how far it is.</param>
public sealed record DatasetWork(Guid Id, string Title, double? Fraction, string Detail);

public abstract record DatasetEvent
{
    /// <summary>Rows, labels, splits or snapshots are different now.</summary>
    public sealed record Changed : DatasetEvent;

    public sealed record Progress(DatasetWork Work) : DatasetEvent;

    public sealed record Ended(Guid WorkId) : DatasetEvent;
}

/// <summary>The live feeds of datasets, one each.</summary>
public sealed class DatasetFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<DatasetActivity, DatasetEvent>> _feeds = new();

    public LiveFeed<DatasetActivity, DatasetEvent> Of(Guid datasetId) => _feeds.GetOrAdd(datasetId, _ => new(DatasetActivity.Quiet, Apply));

    public void Publish(Guid datasetId, DatasetEvent change) => Of(datasetId).Publish(change);

    /// <summary>To be called after the write that set the label is committed.</summary>
    public void Publish(LabelChange change)
    {
        if (change.Changed)
            Publish(change.DatasetId, new DatasetEvent.Changed());
    }

    private static DatasetActivity Apply(DatasetActivity now, DatasetEvent change)
    {
        switch (change)
        {
            case DatasetEvent.Progress progress:
                return now with { Works = new Dictionary<Guid, DatasetWork>(now.Works) { [progress.Work.Id] = progress.Work } };
            case DatasetEvent.Ended ended:
                var works = new Dictionary<Guid, DatasetWork>(now.Works);
                works.Remove(ended.WorkId);
                return new DatasetActivity(now.Version + 1, works);
            default:
                return now with { Version = now.Version + 1 };
        }
    }
}
