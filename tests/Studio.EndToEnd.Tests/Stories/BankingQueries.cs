using System.Text;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>Banking77: what customers of a bank ask, under 77 intents (Casanueva and others, 2020). Read where it lies, never copied.</summary>
internal sealed class BankingQueries
{
    private const string Place = "intent/banking77/train.csv";

    private readonly Dictionary<string, string> _intents;

    private BankingQueries(string file, Dictionary<string, string> intents, int rows) => (File, _intents, Rows) = (file, intents, rows);

    public string File { get; }

    public int Rows { get; }

    /// <summary>Its 77 names, one on each line.</summary>
    public string Intents => string.Join('\n', _intents.Values.Distinct().Order(StringComparer.Ordinal));

    /// <summary>The intent under which a query stands in the file.</summary>
    public string IntentOf(string query) => _intents[Plain(query)];

    /// <summary>Some other intent.</summary>
    public string AnotherThan(string intent) => Intents.Split('\n').First(other => other != intent && !other.Contains(intent, StringComparison.Ordinal) && !intent.Contains(other, StringComparison.Ordinal));

    public static BankingQueries Find()
    {
        var file = Repository.Data(Place);
        Assert.SkipWhen(file is null, $"The data set {Place} is not on this machine (STUDIO_DATA).");
        var rows = CsvRows(file).Skip(1).ToList();
        var intents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
            intents[Plain(row[0])] = row[1];
        return new(file, intents, rows.Count);
    }

    // The page may fold spaces and line breaks; queries are told apart by their words.
    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string[]> CsvRows(string file)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in System.IO.File.ReadAllText(file).ReplaceLineEndings("\n"))
        {
            if (c == '"')
                quoted = !quoted;
            else if (quoted || c is not (',' or '\n'))
                cell.Append(c);
            else
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == ',')
                    continue;
                yield return [.. cells];
                cells.Clear();
            }
        }
    }
}
