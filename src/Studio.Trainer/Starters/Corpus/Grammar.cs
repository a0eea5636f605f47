using System.Text.Json;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>
/// Rules that texts are made of: a name and its alternatives. An alternative may hold slots, which <see cref="Telling"/> fills; a word's forms stand
/// in it with slashes between them (<c>go/went/going/goes</c>, <c>child/children</c>, <c>Mia/she/her/her</c>).
/// </summary>
internal sealed class Grammar
{
    private readonly Dictionary<string, string[]> _rules;

    private Grammar(Dictionary<string, string[]> rules) => _rules = rules;

    /// <summary>The words that every kind of text uses.</summary>
    public static Grammar Words { get; } = WithPeople(Read("words").RootElement);

    /// <summary>These rules with others; a rule that both have is taken from <paramref name="rules"/>.</summary>
    public Grammar With(JsonElement rules)
    {
        var all = new Dictionary<string, string[]>(_rules, StringComparer.Ordinal);
        foreach (var rule in rules.EnumerateObject())
            all[rule.Name] = [.. rule.Value.EnumerateArray().Select(static text => text.GetString()!)];
        return new(all);
    }

    public bool Has(string rule) => _rules.ContainsKey(rule);

    public string[] Of(string rule) => _rules.TryGetValue(rule, out var found) ? found : throw new InvalidOperationException($"The texts name a rule '{rule}' that is not there.");

    /// <summary>One of the files of rules that are built into the program.</summary>
    public static JsonDocument Read(string name)
    {
        using var stream = typeof(Grammar).Assembly.GetManifestResourceStream($"Studio.Trainer.Starters.{name}.json")!;
        return JsonDocument.Parse(stream);
    }

    private static Grammar WithPeople(JsonElement words)
    {
        var grammar = new Grammar([]).With(words);
        grammar._rules["person"] = [.. grammar.Of("girl").Select(static name => name + "/she/her/her"), .. grammar.Of("boy").Select(static name => name + "/he/him/his")];
        return grammar;
    }
}
