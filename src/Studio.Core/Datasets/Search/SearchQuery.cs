namespace Studio.Core.Datasets.Search;

/// <summary>Words that must stand one after the other.</summary>
/// <param name="Words">As search compares them.</param>
/// <param name="IsPrefix">The last one only begins so.</param>
/// <param name="IsExcluded">Texts with it are left out.</param>
/// <param name="Written">As the person wrote it, without quotes and marks.</param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix, bool IsExcluded, string Written);

/// <summary>
/// What a person typed into the search box: words that all must occur, in any order; "words in quotes" one after the other; begin* for words that
/// begin so; -word for texts without it. Whatever else stands there is ignored, so that nothing typed can be an error.
/// </summary>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    private const int MostTerms = 20;

    /// <summary>Nothing in it is a word; then it is looked up letter by letter.</summary>
    public bool IsEmpty => Terms.Count == 0;

    public static SearchQuery Parse(string text)
    {
        var terms = new List<SearchTerm>();
        for (var at = 0; at < text.Length && terms.Count < MostTerms;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var excluded = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += excluded ? 1 : 0;
            var quoted = IsQuote(text[at]);
            var start = quoted ? at + 1 : at;
            var end = start;
            while (end < text.Length && (quoted ? !IsQuote(text[end]) : !char.IsWhiteSpace(text[end]) && !IsQuote(text[end])))
                end++;
            at = quoted ? end + 1 : end;
            var prefix = at < text.Length && quoted && text[at] == '*';
            at += prefix ? 1 : 0;
            Add(terms, text[start..end], prefix || !quoted && text[end - 1] == '*', excluded);
        }

        return new SearchQuery(terms);
    }

    /// <summary>For SQLite's full-text index; the words hold nothing that its language would understand.</summary>
    public string ToFts(Guid datasetId)
    {
        var found = string.Concat(Terms.Where(t => !t.IsExcluded).Select(term => $" AND text : {Phrase(term)}"));
        return Terms.Where(t => t.IsExcluded).Aggregate($"dataset : \"{datasetId:N}\"{found}", (all, term) => $"({all}) NOT text : {Phrase(term)}");
    }

    /// <summary>For PostgreSQL's to_tsquery, of the terms without symbols, which its parser does not know.</summary>
    public string ToTsQuery() => string.Join(" & ", Terms.Where(t => !HasSymbol(t)).Select(term =>
        (term.IsExcluded ? "!" : "") + "(" + string.Join(" <-> ", term.Words.Select((word, i) => $"'{word}'" + (term.IsPrefix && i == term.Words.Count - 1 ? ":*" : ""))) + ")"));

    public static bool HasSymbol(SearchTerm term) => term.Words.Any(word => word.EnumerateRunes().Any(Scripts.IsSymbol));

    private static void Add(List<SearchTerm> terms, string written, bool prefix, bool excluded)
    {
        string[] words = [.. SearchText.Words(written).Select(w => w.Folded)];
        if (words.Length > 0)
            terms.Add(new SearchTerm(words, prefix, excluded, written.TrimEnd('*')));
    }

    private static string Phrase(SearchTerm term) => $"\"{string.Join(' ', term.Words)}\"{(term.IsPrefix ? " *" : "")}";

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„' or '«' or '»';
}
