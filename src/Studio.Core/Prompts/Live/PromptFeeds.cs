using System.Collections.Concurrent;
using Studio.Core.Live;

namespace Studio.Core.Prompts.Live;

public enum PromptChangeKind { Made, Published, Labeled, Edited, Ticked }

/// <summary>Something about a prompt that others see: who did it, and the version it is about.</summary>
public sealed record PromptChange(Guid PromptId, PromptChangeKind Kind, Guid ById, int Number = 0);

/// <summary>The live feeds of projects' prompt libraries, one each; the state counts the changes.</summary>
public sealed class PromptFeeds
{
    private readonly ConcurrentDictionary<Guid, LiveFeed<long, PromptChange>> _feeds = new();

    public LiveFeed<long, PromptChange> Of(Guid projectId) => _feeds.GetOrAdd(projectId, _ => new(0, (count, _) => count + 1));

    /// <summary>To be called after the write is committed.</summary>
    internal void Publish(Guid projectId, PromptChange change) => Of(projectId).Publish(change);
}
