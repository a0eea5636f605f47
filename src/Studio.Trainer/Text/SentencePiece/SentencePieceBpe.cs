using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text.SentencePiece;

/// <summary>SentencePiece's BPE: of all neighbours whose texts together are a piece, those with the best score merge first.</summary>
internal sealed class SentencePieceBpe : ISubwordModel
{
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Id, int Rank)> _pieces = new(StringComparer.Ordinal);
    private readonly int _unknown;
    private readonly bool _byteFallback;

    public SentencePieceBpe(SentencePieceFile file)
    {
        for (var id = 0; id < file.Pieces.Count; id++) _vocabulary[file.Pieces[id].Text] = id;
        var ordered = file.Pieces.Select(static (piece, id) => (piece, id)).Where(static entry => entry.piece.Kind is PieceKind.Normal or PieceKind.UserDefined)
            .GroupBy(static entry => entry.piece.Score).OrderByDescending(static group => group.Key);
        var rank = 0;
        foreach (var group in ordered)
        {
            foreach (var (piece, id) in group) _pieces[piece.Text] = (id, rank);
            rank++;
        }

        _unknown = file.Pieces.FindIndex(static piece => piece.Kind == PieceKind.Unknown);
        _byteFallback = file.Pieces.Exists(static piece => piece.Kind == PieceKind.Byte);
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        var text = word.ToString();
        var lookup = _pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        var symbols = new List<Subword>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            UnicodeKinds.RuneAt(text, i, out var length);
            symbols.Add(new Subword(lookup.TryGetValue(text.AsSpan(i, length), out var piece) ? piece.Id : -1, i, i + length));
            i += length;
        }

        var merged = PairMerging.Merge(symbols, (left, right) =>
            lookup.TryGetValue(text.AsSpan(left.Start, right.End - left.Start), out var piece) ? (piece.Rank, piece.Id) : null);
        var result = new List<Subword>(merged.Length);
        foreach (var piece in merged) Add(result, piece, text);
        return [.. result];
    }

    private void Add(List<Subword> result, Subword piece, string text)
    {
        if (piece.Id >= 0)
        {
            result.Add(piece);
        }
        else if (_byteFallback && ByteTokens.Of(_vocabulary, text.AsSpan(piece.Start, piece.End - piece.Start)) is { } bytes)
        {
            result.AddRange(bytes.Select(id => piece with { Id = id }));
        }
        else if (result.Count > 0 && result[^1].Surface)
        {
            result[^1] = result[^1] with { End = piece.End };
        }
        else
        {
            result.Add(new Subword(_unknown, piece.Start, piece.End, Surface: true));
        }
    }
}
