using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Teams.Notifications;

/// <summary>Rings the bells of a person's open pages. It carries no content: each bell reads what its person may see.</summary>
public sealed class NotificationFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<long, bool>> _feeds = new();

    public LiveSubscription<long, bool> Subscribe(Guid userId) => Of(userId).Subscribe(capacity: 4);

    public int WatcherCount(Guid userId) => Of(userId).SubscriberCount;

    /// <summary>Called with whom a write told something, after it is on disk.</summary>
    public void Ring(IEnumerable<Guid> people)
    {
        foreach (var person in people)
            Of(person).Publish(true);
    }

    private LiveFeed<long, bool> Of(Guid userId) => _feeds.GetOrAdd(userId, _ => new LiveFeed<long, bool>(0, (count, _) => count + 1));
}
