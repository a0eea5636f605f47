using System.Text;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>
/// One text while it is told: what has a name keeps it, so that the girl of the first sentence is the girl of the last. Slots:
/// <c>{rule}</c>, <c>{rule=name}</c> to keep what was chosen, <c>{name}</c> to say it again, <c>{name:1}</c> or <c>{name:he}</c> for another of its forms,
/// <c>{?name}</c> for something else of the same rule, <c>{this|that|}</c> for one of several.
/// </summary>
internal sealed class Telling(Grammar grammar, Random random)
{
    private readonly Dictionary<string, (string Rule, string Forms)> _kept = new(StringComparer.Ordinal);

    public Random Random => random;

    /// <summary>Chooses something that later slots call by <paramref name="name"/>; never what another name stands for already.</summary>
    public void Keep(string name, string rule)
    {
        string forms;
        do
            forms = Forms(rule);
        while (_kept.Values.Any(other => other.Forms == forms));
        _kept[name] = (rule, forms);
    }

    /// <summary>Fills the slots and writes it as English is written.</summary>
    public string Say(string pattern) => Spelling.Tidy(Fill(pattern));

    public string SayOne(IReadOnlyList<string> patterns) => Say(patterns[random.Next(patterns.Count)]);

    private string Fill(string pattern)
    {
        var text = new StringBuilder();
        for (int at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '{')
            {
                text.Append(pattern[at]);
                continue;
            }
            int end = Closing(pattern, at);
            text.Append(Slot(pattern[(at + 1)..end]));
            at = end;
        }
        return text.ToString();
    }

    private string Slot(string slot)
    {
        var choices = Choices(slot);
        if (choices.Count > 1)
            return Fill(choices[random.Next(choices.Count)]);
        if (slot.Contains('{'))
            return Fill(slot);
        if (slot[0] == '?')
            return Other(slot[1..]).Split('/')[0];
        string[] named = slot.Split('='), parts = named[0].Split(':');
        int form = parts.Length == 1 ? 0 : parts[1] switch { "he" => 1, "him" => 2, "his" => 3, var number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) };
        if (named.Length == 2)
        {
            Keep(named[1], parts[0]);
            return Form(_kept[named[1]].Forms, form);
        }
        return Form(_kept.TryGetValue(parts[0], out var kept) ? kept.Forms : Forms(parts[0]), form);
    }

    private string Other(string name)
    {
        var (rule, forms) = _kept[name];
        string other;
        do
            other = Forms(rule);
        while (other == forms);
        return other;
    }

    /// <summary>All forms of a word of the rule; a rule may pass on to another one.</summary>
    private string Forms(string rule)
    {
        var alternatives = grammar.Of(rule);
        string chosen = alternatives[random.Next(alternatives.Length)];
        if (!chosen.Contains('{'))
            return chosen;
        bool passesOn = chosen[0] == '{' && Closing(chosen, 0) == chosen.Length - 1 && grammar.Has(chosen[1..^1]);
        return passesOn ? Forms(chosen[1..^1]) : Fill(chosen);
    }

    private static string Form(string forms, int number) => forms.Split('/') is var all && number < all.Length ? all[number] : throw new InvalidOperationException($"'{forms}' has no form {number}.");

    private static int Closing(string pattern, int open)
    {
        int depth = 0;
        for (int at = open; at < pattern.Length; at++)
        {
            depth += pattern[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return at;
        }
        throw new InvalidOperationException($"A bracket is not closed in \"{pattern}\".");
    }

    private static List<string> Choices(string slot)
    {
        var (choices, depth, start) = (new List<string>(), 0, 0);
        for (int at = 0; at < slot.Length; at++)
        {
            depth += slot[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0 && slot[at] == '|')
            {
                choices.Add(slot[start..at]);
                start = at + 1;
            }
        }
        choices.Add(slot[start..]);
        return choices;
    }
}
