using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Cleaning;

/// <summary>Spans of a text that is cleaned: they move along where that is certain.</summary>
internal static class CleanedAnswer
{
    /// <summary>
    /// The text is cleaned piece by piece between the borders of its spans. If the pieces make the text that cleaning it whole makes, but for white space
    /// between them, every span is where its pieces are; if not, nobody can say where it went, and the example is better left as it is.
    /// </summary>
    public static ExampleAnswer? Follow(ExampleAnswer answer, string before, string after, Func<string, string> clean)
    {
        if (answer.Spans is not { Count: > 0 } spans)
            return answer with { Tokens = null };
        var borders = spans.SelectMany(s => new[] { s.Start, s.End }).Append(0).Append(before.Length).Distinct().Order().ToList();
        var (starts, ends) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        var at = 0;
        for (var i = 0; i + 1 < borders.Count; i++)
        {
            var piece = clean(before[borders[i]..borders[i + 1]]).Trim();
            while (at < after.Length && char.IsWhiteSpace(after[at]))
                at++;
            if (string.CompareOrdinal(after, at, piece, 0, piece.Length) != 0)
                return null;
            (starts[borders[i]], at) = (at, at + piece.Length);
            ends[borders[i + 1]] = at;
        }

        return string.IsNullOrWhiteSpace(after[at..]) && spans.All(s => starts[s.Start] < ends[s.End])
            ? new ExampleAnswer(Spans: [.. spans.Select(s => new ExampleSpan(starts[s.Start], ends[s.End], s.Label))])
            : null;
    }
}
