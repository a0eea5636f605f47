namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>
/// Finds the texts that share the most telling words with another: the cosine of their TF-IDF vectors (Salton and Buckley 1988), weighed as the baseline
/// <c>tfidf-logistic</c> does. Safe to ask from several threads at once.
/// </summary>
public sealed class TfidfNeighbours
{
    private readonly TfidfVectorizer _vectorizer;
    private readonly SparseMatrix _byTerm;
    private readonly int _texts;

    private TfidfNeighbours(TfidfVectorizer vectorizer, SparseMatrix rows) => (_vectorizer, _byTerm, _texts) = (vectorizer, rows.Transposed, rows.Rows);

    /// <summary>Learns the words of the texts; the same texts give the same answers.</summary>
    /// <param name="texts">At least one text. Their places in this list are what <see cref="Nearest"/> answers with.</param>
    public static TfidfNeighbours Of(IReadOnlyList<string> texts)
    {
        var vectorizer = TfidfVectorizer.Fit(texts);
        return new TfidfNeighbours(vectorizer, vectorizer.Transform(texts));
    }

    /// <summary>The nearest texts, the nearest first; of equally near ones the earlier. Where fewer share a word, those that share none follow with 0.</summary>
    /// <param name="text">What they should be like.</param>
    /// <param name="count">How many, if there are so many.</param>
    /// <returns>The place of each with its cosine, from 0 to 1.</returns>
    public IReadOnlyList<(int Place, double Score)> Nearest(string text, int count)
    {
        var query = _vectorizer.Transform([text]);
        var scores = new double[_texts];
        for (var i = 0; i < query.Indices.Length; i++)
        {
            var term = query.Indices[i];
            for (var at = _byTerm.Starts[term]; at < _byTerm.Starts[term + 1]; at++)
                scores[_byTerm.Indices[at]] += query.Values[i] * _byTerm.Values[at];
        }

        var best = new PriorityQueue<int, (double Score, int Later)>(count + 1);
        for (var place = 0; place < _texts; place++)
        {
            best.Enqueue(place, (scores[place], -place));
            if (best.Count > count)
                best.Dequeue();
        }

        var found = new (int, double)[best.Count];
        for (var i = found.Length - 1; i >= 0; i--)
        {
            var place = best.Dequeue();
            found[i] = (place, Math.Clamp(scores[place], 0, 1));
        }

        return found;
    }
}
