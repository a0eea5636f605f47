using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.Subwords;

/// <summary>
/// The likeliest cut of a word under a unigram language model (Kudo 2018), found by Viterbi's algorithm. A character that no piece holds
/// costs ten more than the rarest piece; neighbouring unknown characters become one token.
/// </summary>
internal sealed class UnigramModel : ISubwordModel
{
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, int> _vocabulary;
    private readonly double[] _scores;
    private readonly PieceTrie _trie = new();
    private readonly int? _unknown;
    private readonly bool _byteFallback;
    private readonly double _unknownScore;

    /// <param name="pieces">Pieces with the logarithm of their probability, in id order.</param>
    /// <param name="unknown">The id of the unknown piece.</param>
    /// <param name="byteFallback">Whether unknown characters become the tokens of their bytes.</param>
    /// <param name="matched">Whether a piece may be found in text; null means all.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknown, bool byteFallback, Func<int, bool>? matched = null)
    {
        (_unknown, _byteFallback) = (unknown, byteFallback);
        _vocabulary = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        _scores = [.. pieces.Select(static piece => piece.Score)];
        for (var id = 0; id < pieces.Count; id++)
        {
            _vocabulary[pieces[id].Piece] = id;
            if (matched?.Invoke(id) ?? true) _trie.Add(pieces[id].Piece, id);
        }

        _unknownScore = pieces.Where((_, id) => matched?.Invoke(id) ?? true).Min(static piece => piece.Score) - UnknownPenalty;
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        var best = Paths(word);
        var pieces = new List<Subword>();
        for (var end = word.Length; end > 0; end = best[end].Start)
        {
            var (start, id) = (best[end].Start, best[end].Id);
            if (id is null && pieces.Count > 0 && pieces[^1] is { Id: -1 } behind) pieces[^1] = behind with { Start = start };
            else pieces.Add(new Subword(id ?? -1, start, end));
        }

        pieces.Reverse();
        var result = new List<Subword>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (piece.Id >= 0) result.Add(piece);
            else AddUnknown(result, piece, word[piece.Start..piece.End]);
        }

        return [.. result];
    }

    private (double Score, int Start, int? Id)[] Paths(ReadOnlySpan<char> word)
    {
        var best = new (double Score, int Start, int? Id)[word.Length + 1];
        for (var i = 1; i < best.Length; i++) best[i] = (double.NegativeInfinity, -1, null);
        var found = new List<(int Length, int Id)>();
        for (var start = 0; start < word.Length;)
        {
            UnicodeKinds.RuneAt(word, start, out var length);
            _trie.Find(word[start..], found);
            var single = false;
            foreach (var (size, id) in found)
            {
                single |= size == length;
                Offer(start, start + size, _scores[id], id);
            }

            if (!single) Offer(start, start + length, _unknownScore, null);
            start += length;
        }

        return best;

        void Offer(int start, int end, double score, int? id)
        {
            var sum = best[start].Score + score;
            if (best[end].Start < 0 || sum > best[end].Score) best[end] = (sum, start, id);
        }
    }

    private void AddUnknown(List<Subword> result, Subword piece, ReadOnlySpan<char> text)
    {
        if (_byteFallback && ByteTokens.Of(_vocabulary, text) is { } bytes)
        {
            foreach (var id in bytes) result.Add(new Subword(id, piece.Start, piece.End));
            return;
        }

        result.Add(new Subword(
            _unknown ?? throw new TokenizerException($"The text '{text}' has a character that the Unigram model does not hold, and the model names no unknown token."),
            piece.Start, piece.End, Surface: true));
    }
}
