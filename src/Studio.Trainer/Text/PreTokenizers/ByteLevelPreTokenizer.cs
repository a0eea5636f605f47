using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>GPT-2's words (Radford et al. 2019): cut by its regular expression, then every byte of UTF-8 becomes a printable character.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private static readonly Lazy<PatternPreTokenizer> Words = new(static () => new PatternPreTokenizer(TextPattern.Expression(Expression), SplitBehavior.Isolated));

    public void Apply(Segments segments)
    {
        if (addPrefixSpace) segments.Rewrite(AddSpace);
        if (useRegex) Words.Value.Apply(segments);
        segments.Rewrite(ToBytes);
    }

    private static void AddSpace(AlignedText text, TextSpan range, AlignedText into)
    {
        if (text[range.Start] != ' ') into.Append(' ', text.StartOf(range.Start), text.EndOf(range.Start));
        into.Append(text, range.Start, range.Length);
    }

    private static void ToBytes(AlignedText text, TextSpan range, AlignedText into)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = range.Start; i < range.End;)
        {
            var rune = UnicodeKinds.RuneAt(text.Span[..range.End], i, out var length);
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)]) into.Append(ByteCharacters.Of(value), text.StartOf(i), text.EndOf(i));
            i += length;
        }
    }
}
