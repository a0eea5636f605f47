using System.Globalization;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.Subwords;

/// <summary>The switches of a BPE model in tokenizer.json.</summary>
internal sealed record BytePairSettings
{
    public string? UnknownToken { get; init; }

    /// <summary>Neighbouring unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>An unknown character becomes the tokens of its bytes in UTF-8.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>A word that is a token as a whole is taken as it is.</summary>
    public bool IgnoreMerges { get; init; }

    public string ContinuingSubwordPrefix { get; init; } = "";
    public string EndOfWordSuffix { get; init; } = "";
}

/// <summary>Byte-pair encoding (Sennrich et al. 2016): the neighbours with the earliest rule merge until no rule fits.</summary>
internal sealed class BytePairModel : ISubwordModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int, int), (int Rank, int Id)> _merges = [];
    private readonly BytePairSettings _settings;
    private readonly int? _unknown;

    /// <exception cref="TokenizerException">A merge names a token that the vocabulary lacks.</exception>
    public BytePairModel(Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, BytePairSettings settings)
    {
        (_vocabulary, _settings) = (vocabulary, settings);
        if (settings.UnknownToken is { } unknown) _unknown = vocabulary.TryGetValue(unknown, out var id) ? id : null;
        foreach (var (left, right) in merges)
        {
            var rest = right.StartsWith(settings.ContinuingSubwordPrefix, StringComparison.Ordinal) ? right[settings.ContinuingSubwordPrefix.Length..] : right;
            _merges[(Id(left), Id(right))] = (_merges.Count, Id(left + rest));
        }
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        if (_settings.IgnoreMerges && _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var whole))
            return [new Subword(whole, 0, word.Length)];
        return PairMerging.Merge(Symbols(word), (left, right) => _merges.TryGetValue((left.Id, right.Id), out var merge) ? merge : null);
    }

    private List<Subword> Symbols(ReadOnlySpan<char> word)
    {
        var symbols = new List<Subword>(word.Length);
        Subword? unknown = null;
        for (var i = 0; i < word.Length;)
        {
            UnicodeKinds.RuneAt(word, i, out var length);
            if (SymbolId(word, i, length) is { } id)
            {
                Flush(symbols, ref unknown);
                symbols.Add(new Subword(id, i, i + length));
            }
            else if (_settings.ByteFallback && ByteTokens.Of(_vocabulary, word.Slice(i, length)) is { } bytes)
            {
                foreach (var token in bytes) symbols.Add(new Subword(token, i, i + length));
            }
            else if (_unknown is { } unknownId)
            {
                if (unknown is not null && !_settings.FuseUnknown) Flush(symbols, ref unknown);
                unknown = new Subword(unknownId, unknown?.Start ?? i, i + length);
            }

            i += length;
        }

        Flush(symbols, ref unknown);
        return symbols;
    }

    private int? SymbolId(ReadOnlySpan<char> word, int start, int length)
    {
        var (first, last) = (start == 0, start + length == word.Length);
        var lookup = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        if ((first || _settings.ContinuingSubwordPrefix.Length == 0) && (!last || _settings.EndOfWordSuffix.Length == 0))
            return lookup.TryGetValue(word.Slice(start, length), out var plain) ? plain : null;
        var symbol = string.Concat(first ? "" : _settings.ContinuingSubwordPrefix, word.Slice(start, length), last ? _settings.EndOfWordSuffix : "");
        return _vocabulary.TryGetValue(symbol, out var id) ? id : null;
    }

    private static void Flush(List<Subword> symbols, ref Subword? unknown)
    {
        if (unknown is { } pending) symbols.Add(pending);
        unknown = null;
    }

    private int Id(string token) => _vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new TokenizerException(string.Create(CultureInfo.InvariantCulture, $"Merge {_merges.Count + 1} of the BPE model speaks of the token '{token}', which the vocabulary lacks."));
}
