using System.Text.Json;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>A labeled stretch of a sentence, in UTF-16 code units.</summary>
public sealed record Entity(int Start, int End, string Label);

/// <summary>Sentences with the entities in them: of wnut17 where it is on this machine, and always some of our own with emoji and accents.</summary>
public sealed class EntitySentences : IDisposable
{
    private const int Taken = 6;

    // The family is one character of eight code units, the e of Zoe has its accent apart.
    private static readonly (string, string)[][] Own =
    [
        [("Zoe\u0308", "B-person"), ("flew", "O"), ("\U0001F469\u200D\U0001F469\u200D\U0001F467", "O"), ("to", "O"), ("New", "B-location"), ("York", "I-location")],
        [("\U0001F600", "O"), ("Ada", "B-person"), ("Berg", "I-person"), ("sells", "O"), ("Klapp", "B-product"), ("\U0001F44D\U0001F3FD", "O")],
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-entities-").FullName;

    private EntitySentences(IEnumerable<(string Token, string Tag)[]> sentences)
    {
        foreach (var sentence in sentences)
            Gold[string.Join(' ', sentence.Select(t => t.Token))] = Entities(sentence);
        File = Path.Combine(_folder, "entities.jsonl");
        System.IO.File.WriteAllLines(File, Gold.Keys.Select(text => JsonSerializer.Serialize(new { text })));
    }

    public static IReadOnlyList<string> Labels { get; } = ["person", "location", "corporation", "group", "product", "creative-work"];

    public string File { get; }

    /// <summary>The entities of each text.</summary>
    public Dictionary<string, IReadOnlyList<Entity>> Gold { get; } = [];

    public static EntitySentences Create() => new(Repository.Data("ner/wnut17/dev.conll") is { } file ? [.. Real(file), .. Own] : Own);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Words as the browser cuts them have letters and digits only, so that every border is a border there.
    private static IEnumerable<(string, string)[]> Real(string file) => System.IO.File.ReadAllText(file).ReplaceLineEndings("\n")
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.Contains('\t', StringComparison.Ordinal)).Select(l => (l.Split('\t')[0], l.Split('\t')[1].Trim())).ToArray())
        .Where(s => s.Length is > 4 and < 25 && s.Any(t => t.Item2 != "O") && s.All(t => t.Item2 == "O" || t.Item1.All(char.IsLetterOrDigit))).Take(Taken);

    private static List<Entity> Entities((string Token, string Tag)[] sentence)
    {
        var (found, at) = (new List<Entity>(), 0);
        foreach (var (token, tag) in sentence)
        {
            if (tag.StartsWith("B-", StringComparison.Ordinal))
                found.Add(new Entity(at, at + token.Length, tag[2..]));
            else if (tag.StartsWith("I-", StringComparison.Ordinal))
                found[^1] = found[^1] with { End = at + token.Length };
            at += token.Length + 1;
        }

        return found;
    }
}
