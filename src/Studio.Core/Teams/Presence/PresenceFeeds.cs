using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Teams.Presence;

/// <summary>The people of each project as a live feed; every change is the whole small list.</summary>
public sealed class PresenceFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<IReadOnlyList<PersonHere>, IReadOnlyList<PersonHere>>> _feeds = new();

    public LiveFeed<IReadOnlyList<PersonHere>, IReadOnlyList<PersonHere>> Of(Guid projectId) =>
        _feeds.GetOrAdd(projectId, _ => new LiveFeed<IReadOnlyList<PersonHere>, IReadOnlyList<PersonHere>>([], (_, now) => now));
}
