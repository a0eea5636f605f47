using System.Text.Json;

namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>A short passage with a question about it, or a claim that is true or not.</summary>
internal sealed class FactPairs(bool claims) : IPairKind
{
    private static readonly string[] Doubts = ["Is this true? Answer yes or no.", "Does the text say so? Answer yes or no.", "True according to the text? Answer yes or no."];
    private readonly Passage[] _passages = FactFile.Passages;
    private readonly Grammar _grammar = FactFile.Words;

    public Pair Write(Random random)
    {
        var passage = _passages[random.Next(_passages.Length)];
        var telling = FactFile.Begin(_grammar, passage.Let, random);
        string text = telling.Say(passage.Text);
        if (!claims)
        {
            var ask = passage.Asks[random.Next(passage.Asks.Length)];
            return Pair.About("passage", telling.Say(ask[0]), text, telling.Say(ask[1]), random);
        }
        string claim = passage.Claims[random.Next(passage.Claims.Length)];
        bool isTrue = random.Next(2) == 0;
        string said = telling.Say(isTrue ? claim.Replace("?", "", StringComparison.Ordinal) : claim);
        return new("yes-no", $"{text}\n\n{said} {Doubts[random.Next(Doubts.Length)]}", isTrue ? "yes" : "no", text);
    }
}

/// <summary>Names, cities, days, companies and amounts to be found in a sentence.</summary>
internal sealed class ExtractPairs : IPairKind
{
    private readonly Extraction _extraction = FactFile.Extraction;

    public Pair Write(Random random)
    {
        var telling = FactFile.Begin(FactFile.Words, _extraction.Let, random);
        string pattern = _extraction.Texts[random.Next(_extraction.Texts.Length)];
        // What stands in a pattern only now and then cannot be asked for.
        string[] fields = [.. _extraction.Questions.Keys.Where(field => pattern.Contains($"{{{field}}}", StringComparison.Ordinal) && !pattern.Contains($"{{{field}}}|", StringComparison.Ordinal) && !pattern.Contains($"{{{field}}}, |", StringComparison.Ordinal))];
        string field = fields[random.Next(fields.Length)];
        var questions = _extraction.Questions[field];
        return Pair.About("extract", questions[random.Next(questions.Length)], telling.Say(pattern), telling.Say($"{{{field}}}"), random);
    }
}

/// <summary>A passage with what is known about it.</summary>
internal sealed record Passage(string Text, string[][] Asks, string[] Claims, Dictionary<string, string> Let);

/// <summary>Sentences to extract from, and how each field is asked for.</summary>
internal sealed record Extraction(Dictionary<string, string[]> Questions, string[] Texts, Dictionary<string, string> Let);

/// <summary>A sentence and how it reads after it was changed.</summary>
internal sealed record Rewrite(string[] Ask, string From, string To, Dictionary<string, string> Let);

/// <summary>The built-in file of passages, fields and changes.</summary>
internal static class FactFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly JsonElement Root = Grammar.Read("facts").RootElement;

    public static Grammar Words { get; } = Grammar.Words.With(Root.GetProperty("words"));

    public static Passage[] Passages { get; } = Root.GetProperty("passages").Deserialize<Passage[]>(Json)!;

    public static Rewrite[] Rewrites { get; } = Root.GetProperty("rewrites").Deserialize<Rewrite[]>(Json)!;

    /// <summary>What the words of a rule are, as one says it.</summary>
    public static Dictionary<string, string> Members { get; } = Root.GetProperty("members").Deserialize<Dictionary<string, string>>(Json)!;

    public static Extraction Extraction { get; } = ReadExtraction(Root.GetProperty("extract"));

    public static Telling Begin(Grammar grammar, IReadOnlyDictionary<string, string> let, Random random)
    {
        var telling = new Telling(grammar, random);
        foreach (var (name, rule) in let)
            telling.Keep(name, rule);
        return telling;
    }

    private static Extraction ReadExtraction(JsonElement extract) => new(
        extract.EnumerateObject().Where(static field => field.Name is not ("texts" or "let")).ToDictionary(static field => field.Name, static field => field.Value.Deserialize<string[]>()!),
        extract.GetProperty("texts").Deserialize<string[]>()!, extract.GetProperty("let").Deserialize<Dictionary<string, string>>()!);
}
