using Studio.Core.Datasets.Dialogues;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Whether a first row names columns, and what the names probably mean. Only guesses: the person sees and changes them.</summary>
internal static class HeaderGuess
{
    private const int LongestName = 40;

    private static readonly string[] Texts = ["text", "sentence", "content", "review", "utterance", "query", "question", "message", "comment", "tweet", "document", "body", "input"];
    private static readonly string[] Labels = ["label", "labels", "category", "class", "intent", "sentiment", "target", "topic", "emotion", "output"];
    private static readonly string[] Ids = ["id", "uid", "guid", "example_id", "row_id", "key"];
    private static readonly string[] Splits = ["split", "set", "subset", "partition"];

    public static bool IsHeader(IReadOnlyList<string[]> rows)
    {
        var first = rows[0];
        if (first.Any(cell => string.IsNullOrWhiteSpace(cell) || cell.Length > LongestName))
            return false;
        if (first.Any(cell => Known(cell, Texts) || Known(cell, Labels) || Known(cell, Ids) || Known(cell, Splits)))
            return true;
        // Names are words, and do not come again below as values do.
        return first.All(cell => char.IsLetter(cell.Trim()[0]) && !cell.Contains("  ", StringComparison.Ordinal))
            && first.Select((cell, at) => rows.Skip(1).All(row => row.Length <= at || row[at] != cell)).All(fresh => fresh)
            && first.Length > 1 && rows.Count > 1;
    }

    public static ColumnMapping? Mapping(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        if (columns.Count == 0)
            return null;
        if (Dialogue(columns, rows) is { } dialogue)
        {
            var others = columns.Except(dialogue.Values).ToList();
            return new ColumnMapping("", null, Named(others, Ids), Named(others, Splits), Dialogue: dialogue);
        }

        var text = Named(columns, Texts) ?? columns.Select((name, at) => (name, Length: rows.Average(r => (double?)(r.Count > at ? r[at]?.Length ?? 0 : 0)) ?? 0))
            .MaxBy(c => c.Length).name;
        var rest = columns.Where(c => c != text).ToList();
        var id = Named(rest, Ids);
        var split = Named(rest, Splits);
        var label = Named(rest, Labels) ?? rest.Find(c => c != id && c != split && FewValues(columns.ToList().IndexOf(c), rows));
        return new ColumnMapping(text, label, id, split);
    }

    // A question with one of a few answers is a text with its label, also where the columns are called so.
    private static IReadOnlyDictionary<string, string>? Dialogue(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows) =>
        DialogueForm.All.Select(form => form.Match(columns)).FirstOrDefault(fields => fields is not null
            && (!(fields.TryGetValue("completion", out var answers) || fields.TryGetValue("output", out answers)) || !FewValues(columns.ToList().IndexOf(answers), rows)));

    private static bool FewValues(int column, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var values = rows.Where(r => r.Count > column).Select(r => r[column]).ToList();
        return values.Count >= 4 && values.TrueForAll(v => v is null || v.Length <= LongestName) && values.Distinct().Count() <= values.Count / 2;
    }

    private static string? Named(IEnumerable<string> columns, string[] names) =>
        names.SelectMany(name => columns.Where(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault();

    private static bool Known(string cell, string[] names) => names.Contains(cell.Trim(), StringComparer.OrdinalIgnoreCase);
}
