using System.Text.RegularExpressions;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>
/// The text of public-domain books as one would type it today: headings, editors' notes and rows of stars are left out; curly quotes, long dashes,
/// ligatures and words that a line's end cut in two are written plainly.
/// </summary>
internal static partial class BookText
{
    /// <summary>The paragraphs of a book whose file has one paragraph a line and marks headings with <c>#</c>.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (line.StartsWith('#'))
                continue;
            string text = Plain(line);
            if (text.Any(char.IsLower) && !Residue().IsMatch(text))
                yield return text;
        }
    }

    /// <summary>Whole sentences of at most so many words, one after the other; only a longer sentence is cut.</summary>
    public static IEnumerable<string> Rows(IEnumerable<string> paragraphs, int words)
    {
        var row = new List<string>();
        foreach (string sentence in paragraphs.SelectMany(Sentences))
        {
            foreach (var part in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(words))
            {
                if (row.Count + part.Length > words && row.Count > 0)
                {
                    yield return string.Join(' ', row);
                    row.Clear();
                }
                row.AddRange(part);
            }
        }
        if (row.Count > 0)
            yield return string.Join(' ', row);
    }

    /// <summary>The sentences of a paragraph.</summary>
    public static string[] Sentences(string paragraph) => SentenceEnd().Split(paragraph);

    /// <summary>Pairs of sentences that follow each other in a paragraph, each of 4 to 40 words; no sentence is in two pairs.</summary>
    public static IEnumerable<(string First, string Second)> Neighbours(IEnumerable<string> paragraphs) =>
        paragraphs.SelectMany(static paragraph => Sentences(paragraph).Where(static s => s.Count(static c => c == ' ') is >= 3 and < 40).Chunk(2))
            .Where(static pair => pair.Length == 2).Select(static pair => (pair[0], pair[1]));

    /// <summary>One line, plainly written.</summary>
    public static string Plain(string line)
    {
        string text = Notes().Replace(line, "").Replace("\u00ad", "", StringComparison.Ordinal);
        text = Dashes().Replace(text, " - ");
        text = Marks().Replace(text, static mark => mark.Value switch
        {
            "\u201c" or "\u201d" or "\u201e" => "\"",
            "\u2018" or "\u2019" => "'",
            "\u2010" or "\u2011" => "-",
            "\u2026" => "...",
            "\u00e6" => "ae",
            "\u00c6" => "Ae",
            "\u0153" => "oe",
            _ => " ",
        });
        text = CutWord().Replace(text, "-");
        return Spaces().Replace(text.Replace("_", "", StringComparison.Ordinal), " ").Trim();
    }

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Notes();

    [GeneratedRegex(@"\s*(?:--+|[\u2013\u2014\u2015])\s*")]
    private static partial Regex Dashes();

    [GeneratedRegex("[\u201c\u201d\u201e\u2018\u2019\u2010\u2011\u2026\u00e6\u00c6\u0153\u00a0]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<=\p{L})- (?=\p{Ll})(?!- and\b|- or\b|- to\b)")]
    private static partial Regex CutWord();

    [GeneratedRegex(@"\s{2,}|\t")]
    private static partial Regex Spaces();

    [GeneratedRegex("project gutenberg|transcriber", RegexOptions.IgnoreCase)]
    private static partial Regex Residue();

    [GeneratedRegex(@"(?<=[.!?;:][""']?)\s+")]
    private static partial Regex SentenceEnd();
}
