using System.IO.Compression;
using System.Text;
using Studio.Trainer.Runs;

namespace Studio.Benchmarks.Starters;

/// <summary>Rows that a tuned encoder is judged on.</summary>
/// <param name="Name">Names it in the report.</param>
/// <param name="Epochs">Passes over the training rows, the same for every contender.</param>
/// <param name="MaxLength">Tokens of a row.</param>
/// <param name="Rows">Training, validation and test rows; the seed decides only where rows are drawn.</param>
internal sealed record StarterSet(string Name, int Epochs, int MaxLength, Func<int, (IReadOnlyList<TrainingRow> Train, IReadOnlyList<TrainingRow> Validation, IReadOnlyList<TrainingRow> Test)> Rows)
{
    private const int PerIntent = 10;

    public bool HasTags => Name.StartsWith("wnut17", StringComparison.Ordinal);

    /// <summary>The same with as many training rows, and a fifth of them for validation, drawn by the seed; and with as many passes. Null leaves them.</summary>
    public StarterSet With(int? rows, int? epochs) => this with
    {
        Name = rows is { } number ? $"{Name}:{number}" : Name,
        Epochs = epochs ?? Epochs,
        Rows = rows is not { } most ? Rows : seed =>
        {
            var (train, validation, test) = Rows(seed);
            return (Drawn(train, most, seed), Drawn(validation, most / 5, seed), test);
        },
    };

    /// <summary>All sets below a data folder.</summary>
    public static IReadOnlyList<StarterSet> All(string data) =>
    [
        new("sentence_polarity", 3, 64, _ => Tenths(Tsv(Path.Combine(data, "sentiment/sentence_polarity_v1.tsv.gz"), 0, 1))),
        new("subjectivity", 3, 64, _ => Tenths(Tsv(Path.Combine(data, "sentiment/subjectivity_v1.tsv.gz"), 0, 1))),
        new("imdb_cad", 5, 256, _ => (Imdb(data, "train"), Imdb(data, "dev"), Imdb(data, "test"))),
        new("banking77", 10, 64, _ => Banking(data)),
        new("banking77_10", 40, 64, seed => FewOf(Banking(data), seed)),
        new("wnut17", 8, 96, _ => (Conll(data, "train"), Conll(data, "dev"), Conll(data, "test"))),
    ];

    /// <summary>Every tenth row of a class is for the test, the one after it for validation.</summary>
    private static (IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>) Tenths(IReadOnlyList<TrainingRow> rows)
    {
        var numbered = rows.GroupBy(row => row.Label).SelectMany(label => label.Select((row, i) => (Row: row, Part: i % 10))).ToLookup(r => Math.Min(r.Part, 2), r => r.Row);
        return ([.. numbered[2]], [.. numbered[1]], [.. numbered[0]]);
    }

    private static List<TrainingRow> Imdb(string data, string part) => Tsv(Path.Combine(data, $"sentiment/imdb_cad/orig_{part}.tsv.gz"), 0, 1);

    private static (IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>) Banking(string data)
    {
        var known = Csv(Path.Combine(data, "intent/banking77/train.csv"));
        return ([.. known.Where((_, i) => i % 10 > 0)], [.. known.Where((_, i) => i % 10 == 0)], Csv(Path.Combine(data, "intent/banking77/test.csv")));
    }

    /// <summary>Who has ten rows of an intent has none to validate on.</summary>
    private static (IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>, IReadOnlyList<TrainingRow>) FewOf(
        (IReadOnlyList<TrainingRow> Train, IReadOnlyList<TrainingRow> Validation, IReadOnlyList<TrainingRow> Test) all, int seed)
    {
        return ([.. Drawn(all.Train, int.MaxValue, seed).GroupBy(row => row.Label).SelectMany(label => label.Take(PerIntent))], [], all.Test);
    }

    private static TrainingRow[] Drawn(IReadOnlyList<TrainingRow> rows, int most, int seed)
    {
        var drawn = rows.ToArray();
        new Random(seed).Shuffle(drawn);
        return drawn[..Math.Min(most, drawn.Length)];
    }

    private static List<TrainingRow> Tsv(string path, int label, int text)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = new List<TrainingRow>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            rows.Add(new() { Id = $"{rows.Count}", Label = line.Split('\t')[label], Text = line.Split('\t')[text] });
        return rows;
    }

    /// <summary>A text, in quotation marks where it needs them, and its label.</summary>
    private static List<TrainingRow> Csv(string path)
    {
        var (rows, cells, cell, quoted) = (new List<TrainingRow>(), new List<string>(), new StringBuilder(), false);
        foreach (char c in File.ReadAllText(path).ReplaceLineEndings("\n"))
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
                rows.Add(new() { Id = $"{rows.Count}", Text = cells[0].Trim(), Label = cells[1] });
                cells.Clear();
            }
        }
        return [.. rows.Skip(1)];
    }

    private static List<TrainingRow> Conll(string data, string part)
    {
        var rows = new List<TrainingRow>();
        var (tokens, tags) = (new List<string>(), new List<string>());
        foreach (string line in File.ReadLines(Path.Combine(data, $"ner/wnut17/{part}.conll")).Append(""))
        {
            if (line.Split('\t') is [{ Length: > 0 } token, var tag] && !string.IsNullOrWhiteSpace(token))
            {
                tokens.Add(token);
                tags.Add(tag.Trim());
            }
            else if (tokens.Count > 0)
            {
                rows.Add(new() { Id = $"{rows.Count}", Tokens = tokens, Tags = tags });
                (tokens, tags) = ([], []);
            }
        }
        return rows;
    }
}
