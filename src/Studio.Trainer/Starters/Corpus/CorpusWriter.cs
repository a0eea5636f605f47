using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters.Corpus.Pairs;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>
/// Writes the rows that a starter model learns from: public-domain books, and stories and questions that this code makes up. The same plan and books
/// always give the same rows.
/// </summary>
/// <param name="plan">How much of what.</param>
/// <param name="dataFolder">Where the books of the plan are; not needed for a plan without books.</param>
public sealed class CorpusWriter(CorpusPlan plan, string? dataFolder)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>train.jsonl</c> and <c>validation.jsonl</c>; each appears when it is complete.</summary>
    /// <returns>Rows of each.</returns>
    /// <exception cref="TrainingException">The books are not there.</exception>
    public (int Train, int Validation) Write(string folder)
    {
        Directory.CreateDirectory(folder);
        return (Write(Path.Combine(folder, "train.jsonl"), Train()), Write(Path.Combine(folder, "validation.jsonl"), Validation()));
    }

    private static int Write(string path, List<object> rows)
    {
        string partial = path + ".partial";
        using (var file = new StreamWriter(partial) { NewLine = "\n" })
            foreach (var row in rows)
                file.WriteLine(JsonSerializer.Serialize(row, Json));
        File.Move(partial, path, overwrite: true);
        return rows.Count;
    }

    private List<object> Train()
    {
        if (plan.Neighbours > 0)
            return Neighbours(heldOut: false, plan.Neighbours, plan.Stories, plan.Seed);
        var rows = new List<object>(BookRows(heldOut: false).Select(static text => (object)new { text }));
        rows.AddRange(Own(plan.Seed, plan.Stories, plan.Texts, plan.Opinions, plan.Pairs, skipPairs: 0));
        var order = rows.ToArray();
        new Random(plan.Seed).Shuffle(order);
        return [.. order];
    }

    /// <summary>Rows of the held-out books, and as many of our own as stand to them as in the training part.</summary>
    private List<object> Validation()
    {
        if (plan.Neighbours > 0)
            return Neighbours(heldOut: true, plan.ValidationRows, plan.Stories / 100, plan.Seed + 1);
        string[] books = [.. BookRows(heldOut: true)];
        new Random(plan.Seed).Shuffle(books);
        var rows = new List<object>(books.Take(plan.ValidationRows).Select(static text => (object)new { text }));
        rows.AddRange(Own(plan.Seed + 1, plan.Stories / 100, plan.Texts / 100, plan.Opinions / 100, plan.Books.Count == 0 ? Math.Min(plan.Pairs / 20, 1000) : plan.Pairs / 100, plan.Pairs));
        return rows;
    }

    private List<object> Neighbours(bool heldOut, int most, int stories, int seed)
    {
        var random = new Random(seed);
        var writer = new StoryWriter();
        string[] told = [.. Enumerable.Range(0, stories).Select(_ => writer.Write(random))];
        object[] pairs = [.. BookText.Neighbours(Paragraphs(heldOut).Concat(told)).Select(static pair => new { text = pair.First, text_pair = pair.Second })];
        random.Shuffle(pairs);
        return [.. pairs.Take(most)];
    }

    private IEnumerable<object> Own(int seed, int stories, int texts, int opinions, int pairs, int skipPairs)
    {
        var writer = new StoryWriter();
        var random = new Random(seed);
        var rows = new List<object>();
        for (int i = 0; i < stories; i++)
            rows.Add(new { text = writer.Write(random) });
        rows.AddRange(new PairWriter().Write(new Random(seed + 100)).Select(static pair => pair.Text).OfType<string>().Distinct().Take(texts).Select(static text => new { text }));
        var (opinion, typed) = (new OpinionWriter(), new Random(seed + 300));
        for (int i = 0; i < opinions; i++)
            rows.Add(new { text = opinion.Write(typed) });
        // The pairs for validation go on where those for training ended, so that no question is in both.
        rows.AddRange(new PairWriter().Write(new Random(plan.Seed + 200)).Skip(skipPairs).Take(pairs).Select(Row));
        return rows;
    }

    private object Row(Pair pair) => plan.PairsAs == "text"
        ? new { text = ChatTemplate.Write(pair.Question, pair.Answer) }
        : new { kind = pair.Kind, messages = new[] { new { role = "user", content = pair.Question }, new { role = "assistant", content = pair.Answer } } };

    private IEnumerable<string> BookRows(bool heldOut) => Books(heldOut).SelectMany(file => BookText.Rows(BookText.Paragraphs(Lines(file)), plan.BookWords));

    private IEnumerable<string> Paragraphs(bool heldOut) => Books(heldOut).SelectMany(file => BookText.Paragraphs(Lines(file)));

    private IEnumerable<string> Books(bool heldOut) =>
        Files().Where(file => plan.HeldOut.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)) == heldOut);

    private IEnumerable<string> Files()
    {
        if (plan.Books.Count > 0 && dataFolder is null)
            throw new TrainingException("The corpus has books; say with --data where they are, or set STUDIO_DATA.");
        foreach (string pattern in plan.Books)
        {
            string folder = Path.Combine(dataFolder!, Path.GetDirectoryName(pattern)!);
            string[] found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal)] : [];
            if (found.Length == 0)
                throw new TrainingException($"There are no books '{pattern}' in '{dataFolder}'.");
            foreach (string file in found)
                yield return file;
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
