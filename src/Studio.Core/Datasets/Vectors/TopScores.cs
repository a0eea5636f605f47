namespace Studio.Core.Datasets.Vectors;

/// <summary>Keeps the highest of many scores.</summary>
internal sealed class TopScores(int most)
{
    private readonly PriorityQueue<VectorHead, float> _kept = new(most + 1);

    public void Offer(VectorHead head, float score)
    {
        if (_kept.Count < most)
            _kept.Enqueue(head, score);
        else if (_kept.TryPeek(out _, out var least) && score > least)
            _kept.EnqueueDequeue(head, score);
    }

    /// <summary>The best first; equal scores in the order of the examples.</summary>
    public IReadOnlyList<(VectorHead Head, float Score)> Ranked() =>
        [.. _kept.UnorderedItems.Select(kept => (Head: kept.Element, Score: kept.Priority)).OrderByDescending(kept => kept.Score).ThenBy(kept => kept.Head.ExampleId)];
}
