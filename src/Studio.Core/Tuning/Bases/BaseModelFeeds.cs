using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Tuning.Bases;

/// <summary>What goes on with a team's base models now. A higher version means that rows changed and are to be read again.</summary>
public sealed record BasesActivity(long Version, IReadOnlyDictionary<Guid, BaseModelProgress> Working)
{
    public static readonly BasesActivity Quiet = new(0, new Dictionary<Guid, BaseModelProgress>());
}

/// <summary>How far a base model is that is being fetched, unpacked or looked at.</summary>
/// <param name="Id">Which.</param>
/// <param name="Doing">What is being done, for people.</param>
/// <param name="Done">Bytes so far.</param>
/// <param name="Total">Bytes in all; 0 while that is not known.</param>
/// <param name="Files">Bytes so far of each file that was begun.</param>
/// <param name="BytesPerSecond">Of the last seconds; 0 while that is not known.</param>
/// <param name="Note">What holds it up; null for nothing.</param>
public sealed record BaseModelProgress(
    Guid Id, string Doing, long Done, long Total, IReadOnlyDictionary<string, long> Files, double BytesPerSecond = 0, string? Note = null)
{
    public double? Fraction => Total > 0 ? Math.Min(1, (double)Done / Total) : null;
}

public abstract record BasesEvent
{
    /// <summary>A row is different now.</summary>
    public sealed record Changed(Guid Id) : BasesEvent;

    public sealed record Progressed(BaseModelProgress Progress) : BasesEvent;
}

/// <summary>The live feeds of base models, one for each team.</summary>
public sealed class BaseModelFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<BasesActivity, BasesEvent>> _feeds = new();

    public LiveFeed<BasesActivity, BasesEvent> Of(Guid teamId) => _feeds.GetOrAdd(teamId, _ => new(BasesActivity.Quiet, Apply));

    public void Changed(Guid teamId, Guid id) => Of(teamId).Publish(new BasesEvent.Changed(id));

    public void Progressed(Guid teamId, BaseModelProgress progress) => Of(teamId).Publish(new BasesEvent.Progressed(progress));

    private static BasesActivity Apply(BasesActivity now, BasesEvent change)
    {
        var working = new Dictionary<Guid, BaseModelProgress>(now.Working);
        if (change is BasesEvent.Progressed { Progress: var progress })
        {
            working[progress.Id] = progress;
            return now with { Working = working };
        }

        working.Remove(((BasesEvent.Changed)change).Id);
        return new(now.Version + 1, working);
    }
}
