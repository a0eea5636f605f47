using Studio.Trainer.Text.Decoding;

namespace Studio.Trainer.Text.SentencePiece;

/// <summary>Pieces back to text: visible blanks become blanks, the one in front goes, bytes are read as UTF-8, what was unknown shows as ⁇.</summary>
internal sealed class SentencePieceDecoder(SentencePieceFile file) : ITokenDecoder
{
    private readonly ByteFallbackDecoder _bytes = new();
    private readonly string? _unknown = file.Pieces.Find(static piece => piece.Kind == PieceKind.Unknown)?.Text;

    public List<string> Decode(List<string> tokens)
    {
        var pieces = new List<string>(tokens.Count);
        var begun = false;
        foreach (var token in tokens)
        {
            var piece = token == _unknown ? " \u2047 " : token;
            if (!begun && (file.AddDummyPrefix || file.RemoveExtraWhitespaces) && piece.StartsWith('\u2581'))
            {
                piece = piece[1..];

                // Where blanks were squeezed, none can have stood at the beginning, however many pieces say so.
                begun = !file.RemoveExtraWhitespaces;
            }

            begun |= piece.Length > 0;
            pieces.Add(piece.Replace('\u2581', ' '));
        }

        return [string.Concat(_bytes.Decode(pieces))];
    }
}
