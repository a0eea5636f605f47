namespace Studio.Core.Prompts;

/// <summary>The label in an answer, or why there is none.</summary>
public sealed record AnswerLabel(string? Label, string? Reason);

/// <summary>Reads a label out of what a model wrote.</summary>
public static class ReadAnswer
{
    private static readonly char[] Wrapping = [' ', '\t', '\r', '\n', '"', '\'', '`', '*', '_', '.', ',', ':', ';', '!', '(', ')', '[', ']', '“', '”', '‘', '’', '«', '»'];

    /// <summary>
    /// A whole answer that is a label counts first; else the one label that stands in it as whole words. An answer with several labels, or with none,
    /// has no label: it counts as wrong and is shown as such.
    /// </summary>
    public static AnswerLabel Of(string answer, AnswerReading reading)
    {
        var text = answer;
        if (!string.IsNullOrEmpty(reading.AnswerAfter))
        {
            var at = text.LastIndexOf(reading.AnswerAfter, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return new AnswerLabel(null, $"The answer does not contain '{reading.AnswerAfter}'.");
            text = text[(at + reading.AnswerAfter.Length)..];
        }

        var bare = text.Trim(Wrapping);
        if (reading.Labels.FirstOrDefault(label => string.Equals(label, bare, StringComparison.OrdinalIgnoreCase)) is { } whole)
            return new AnswerLabel(whole, null);
        var found = reading.Labels.Where(label => Contains(text, label)).ToList();
        found.RemoveAll(label => found.Exists(longer => longer.Length > label.Length && Contains(longer, label) && !Apart(text, label, longer)));
        return found.Count switch
        {
            1 => new AnswerLabel(found[0], null),
            0 => new AnswerLabel(null, bare.Length == 0 ? "The answer is empty." : "The answer holds none of the labels."),
            _ => new AnswerLabel(null, $"The answer holds several labels: {string.Join(", ", found)}."),
        };
    }

    private static bool Contains(string text, string label) => Places(text, label).Any();

    // "card" inside "card lost" is not an answer of its own; standing elsewhere as well, it is.
    private static bool Apart(string text, string label, string longer)
    {
        var covered = Places(text, longer).ToList();
        return Places(text, label).Any(at => !covered.Exists(start => at >= start && at + label.Length <= start + longer.Length));
    }

    private static IEnumerable<int> Places(string text, string label)
    {
        for (var at = text.IndexOf(label, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(label, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (Edge(text, at - 1) && Edge(text, at + label.Length))
                yield return at;
        }
    }

    private static bool Edge(string text, int at) => at < 0 || at >= text.Length || !(char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-');
}
