namespace Studio.Core.Datasets.Search;

/// <summary>A stretch of a text that a search found.</summary>
public readonly record struct SearchHit(int Start, int Length);

/// <summary>Where a search's words stand in a text, for showing.</summary>
public static class SearchHits
{
    private const int MostHits = 200;

    /// <summary>The hits in order, not overlapping. A query without words is looked for letter by letter.</summary>
    public static IReadOnlyList<SearchHit> Find(string text, string? query)
    {
        if (string.IsNullOrWhiteSpace(query))
            return [];
        var parsed = SearchQuery.Parse(query);
        return parsed.IsEmpty ? Literal(text, query.Trim()) : InWords([.. SearchText.Words(text)], [.. parsed.Terms.Where(t => !t.IsExcluded)]);
    }

    private static List<SearchHit> InWords(SearchWord[] words, SearchTerm[] terms)
    {
        var hits = new List<SearchHit>();
        for (var at = 0; at < words.Length && hits.Count < MostHits; at++)
        {
            var longest = terms.Where(t => Matches(words, at, t)).Select(t => t.Words.Count).DefaultIfEmpty().Max();
            if (longest == 0)
                continue;
            hits.Add(new SearchHit(words[at].Start, words[at + longest - 1].End - words[at].Start));
            at += longest - 1;
        }

        return hits;
    }

    private static bool Matches(SearchWord[] words, int at, SearchTerm term)
    {
        if (at + term.Words.Count > words.Length)
            return false;
        for (var i = 0; i < term.Words.Count; i++)
        {
            var (word, wanted) = (words[at + i].Folded, term.Words[i]);
            if (i == term.Words.Count - 1 && term.IsPrefix ? !word.StartsWith(wanted, StringComparison.Ordinal) : word != wanted)
                return false;
        }

        return true;
    }

    private static List<SearchHit> Literal(string text, string query)
    {
        var hits = new List<SearchHit>();
        for (var at = text.IndexOf(query, StringComparison.OrdinalIgnoreCase); at >= 0 && hits.Count < MostHits; at = text.IndexOf(query, at + query.Length, StringComparison.OrdinalIgnoreCase))
            hits.Add(new SearchHit(at, query.Length));
        return hits;
    }
}
