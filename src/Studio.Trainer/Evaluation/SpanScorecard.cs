namespace Studio.Trainer.Evaluation;

/// <summary>
/// What a token classifier is worth, counted in whole spans: a span is right only with the same label and the same ends (seqeval,
/// conlleval).
/// </summary>
public sealed record SpanScorecard(
    int Rows, PrecisionRecallF1 Micro, PrecisionRecallF1 Macro, PrecisionRecallF1 Weighted, double TokenAccuracy,
    IReadOnlyList<(string Label, PrecisionRecallF1 Score, long Support)> PerLabel)
{
    /// <param name="truth">One list of tags for each row.</param>
    /// <param name="prediction">The same number of tags for each row.</param>
    /// <exception cref="ArgumentException">A row has more or fewer predicted tags than words.</exception>
    public static SpanScorecard Of(IReadOnlyList<IReadOnlyList<string>> truth, IReadOnlyList<IReadOnlyList<string>> prediction)
    {
        var counts = new SortedDictionary<string, (long Hits, long Predicted, long Actual)>(StringComparer.Ordinal);
        var (right, words) = (0L, 0L);
        for (var row = 0; row < truth.Count; row++)
        {
            if (truth[row].Count != prediction[row].Count)
                throw new ArgumentException($"Row {row + 1} has {truth[row].Count} tags and {prediction[row].Count} predictions.", nameof(prediction));
            words += truth[row].Count;
            right += truth[row].Zip(prediction[row]).Count(static pair => pair.First == pair.Second);
            var actual = TagSpans.Of(truth[row]).ToHashSet();
            foreach (var span in actual) Count(span.Label, 0, 0, 1);
            foreach (var span in TagSpans.Of(prediction[row])) Count(span.Label, actual.Contains(span) ? 1 : 0, 1, 0);
        }

        var scores = counts.Values.Select(static count => PrecisionRecallF1.Of(count.Hits, count.Predicted, count.Actual)).ToList();
        return new SpanScorecard(
            truth.Count,
            PrecisionRecallF1.Of(counts.Values.Sum(static c => c.Hits), counts.Values.Sum(static c => c.Predicted), counts.Values.Sum(static c => c.Actual)),
            PrecisionRecallF1.Macro(scores), PrecisionRecallF1.Weighted(scores, [.. counts.Values.Select(static c => c.Actual)]),
            words == 0 ? 0 : (double)right / words,
            [.. counts.Select((entry, i) => (entry.Key, scores[i], entry.Value.Actual))]);

        void Count(string label, long hits, long predicted, long actual)
        {
            var old = counts.GetValueOrDefault(label);
            counts[label] = (old.Hits + hits, old.Predicted + predicted, old.Actual + actual);
        }
    }
}
