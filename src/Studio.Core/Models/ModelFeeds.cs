using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Models;

/// <summary>Tells open pages that something about a project's models has changed; they read again what they show.</summary>
public sealed class ModelFeeds
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, LiveFeed<long, Guid>> _feeds = new();

    public void Publish(Guid projectId, Guid versionId) => Of(projectId).Publish(versionId);

    public int WatcherCount(Guid projectId) => Of(projectId).SubscriberCount;

    /// <summary>Calls <paramref name="changed"/> after changes, at most four times a second, until the answer is disposed.</summary>
    public IDisposable Watch(Guid projectId, Func<Task> changed)
    {
        var subscription = Of(projectId).Subscribe();
        _ = PumpAsync(subscription, changed);
        return subscription;
    }

    private static async Task PumpAsync(LiveSubscription<long, Guid> subscription, Func<Task> changed)
    {
        try
        {
            await foreach (var _ in subscription.ReadBatchesAsync(Interval))
                await changed();
        }
        catch (Exception ended) when (ended is StudioException or ObjectDisposedException)
        {
            // The page is gone, or its reader has no access any more; either way nobody is left to tell.
            subscription.Dispose();
        }
    }

    private LiveFeed<long, Guid> Of(Guid projectId) => _feeds.GetOrAdd(projectId, _ => new LiveFeed<long, Guid>(0, (count, _) => count + 1));
}
