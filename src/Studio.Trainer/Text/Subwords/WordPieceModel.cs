using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.Subwords;

/// <summary>
/// Greedy longest-match-first cutting (Wu et al. 2016, as in BERT): a word that cannot be covered, or is longer than
/// a set number of characters, becomes the unknown token as a whole.
/// </summary>
internal sealed class WordPieceModel : ISubwordModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int> _continuations = new(StringComparer.Ordinal);
    private readonly int _unknown;
    private readonly int _maxInputCharsPerWord;
    private readonly int _longest;

    public WordPieceModel(
        Dictionary<string, int> vocabulary, string unknownToken, string continuingSubwordPrefix = "##", int maxInputCharsPerWord = 100)
    {
        _vocabulary = vocabulary;
        _maxInputCharsPerWord = maxInputCharsPerWord;
        if (!vocabulary.TryGetValue(unknownToken, out _unknown))
            throw new TokenizerException($"The WordPiece vocabulary lacks the unknown token '{unknownToken}'.");
        foreach (var (token, id) in vocabulary)
        {
            if (token.StartsWith(continuingSubwordPrefix, StringComparison.Ordinal))
                _continuations[token[continuingSubwordPrefix.Length..]] = id;
            _longest = Math.Max(_longest, token.Length);
        }
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        Subword[] unknown = [new Subword(_unknown, 0, word.Length)];
        if (word.Length > _maxInputCharsPerWord && CountRunes(word) > _maxInputCharsPerWord) return unknown;
        var whole = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var continued = _continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        var pieces = new List<Subword>(4);
        for (var start = 0; start < word.Length;)
        {
            var lookup = start == 0 ? whole : continued;
            var end = Math.Min(word.Length, start + _longest);
            var id = 0;
            while (end > start && !lookup.TryGetValue(word[start..end], out id)) end--;
            if (end == start) return unknown;
            pieces.Add(new Subword(id, start, end));
            start = end;
        }

        return [.. pieces];
    }

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        var count = 0;
        for (var i = 0; i < word.Length; count++)
        {
            UnicodeKinds.RuneAt(word, i, out var length);
            i += length;
        }

        return count;
    }
}
