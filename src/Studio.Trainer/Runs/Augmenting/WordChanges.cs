using Studio.Trainer.Evaluation;

namespace Studio.Trainer.Runs.Augmenting;

/// <summary>Changes single words by the rates of a recipe.</summary>
internal sealed class WordChanges(AugmentationSettings settings)
{
    private readonly Keyboard _keyboard = Keyboard.Of(settings.Keyboard);
    private readonly Dictionary<string, IReadOnlyList<string>> _synonyms = (settings.Synonyms ?? new Dictionary<string, IReadOnlyList<string>>())
        .Where(entry => entry.Value.Count > 0).GroupBy(entry => entry.Key.ToLowerInvariant(), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);

    /// <summary>The word as it is now; null where it is left out.</summary>
    public string? Change(string word, bool mayGo, ref SeededRandom random)
    {
        if (Happens(settings.WordDeletionRate, ref random) && mayGo)
            return null;
        if (_synonyms.TryGetValue(word.ToLowerInvariant(), out var synonyms) && Happens(settings.SynonymRate, ref random))
            word = InCaseOf(word, synonyms[random.Below(synonyms.Count)]);
        if (Happens(settings.CharacterDeletionRate, ref random) && word.Length > 1)
            word = word.Remove(Letter(word, ref random), 1);
        if (Happens(settings.TypoRate, ref random))
            word = Mistype(word, ref random);
        if (Happens(settings.CasingRate, ref random))
            word = random.Below(3) switch { 0 => word.ToUpperInvariant(), 1 => word.ToLowerInvariant(), _ => Capitalized(word) };
        return word;
    }

    private string Mistype(string word, ref SeededRandom random)
    {
        int at = Letter(word, ref random);
        string keys = _keyboard.Around(word[at]);
        if (keys.Length > 0)
        {
            char key = keys[random.Below(keys.Length)];
            return string.Concat(word.AsSpan(0, at), [char.IsUpper(word[at]) ? char.ToUpperInvariant(key) : key], word.AsSpan(at + 1));
        }
        bool swappable = at + 1 < word.Length && !char.IsSurrogate(word[at]) && !char.IsSurrogate(word[at + 1]);
        return swappable ? string.Concat(word.AsSpan(0, at), [word[at + 1], word[at]], word.AsSpan(at + 2)) : word;
    }

    // Half a surrogate pair is no text any more.
    private static int Letter(string word, ref SeededRandom random)
    {
        int at = random.Below(word.Length);
        return char.IsSurrogate(word[at]) ? Math.Max(0, word.AsSpan().IndexOfAnyExceptInRange('\uD800', '\uDFFF')) : at;
    }

    private static string InCaseOf(string word, string other) =>
        word.Length > 1 && word.All(char.IsUpper) ? other.ToUpperInvariant() : char.IsUpper(word[0]) ? Capitalized(other) : other;

    private static string Capitalized(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    private static bool Happens(double rate, ref SeededRandom random) => (random.Next() >> 11) * (1.0 / (1UL << 53)) < rate;
}
