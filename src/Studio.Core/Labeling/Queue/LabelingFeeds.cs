using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Labeling.Queue;

/// <summary>The live picture of each session, for the pages of this process.</summary>
public sealed class LabelingFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<SessionStatus, SessionStatus>> _feeds = new();

    public LiveFeed<SessionStatus, SessionStatus> For(Guid sessionId) =>
        _feeds.GetOrAdd(sessionId, id => new LiveFeed<SessionStatus, SessionStatus>(SessionStatus.Empty(id), (_, next) => next));
}
