using System.Buffers;
using System.Globalization;
using System.Text;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text;

/// <summary>Finds added tokens in a text: the leftmost first, and of those that begin together the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<char, List<(string Content, AddedToken Token)>> _byFirst = [];
    private readonly SearchValues<char> _first;

    public AddedTokenFinder(IEnumerable<(string Content, AddedToken Token)> tokens)
    {
        foreach (var entry in tokens.Where(static entry => entry.Content.Length > 0))
        {
            if (!_byFirst.TryGetValue(entry.Content[0], out var list)) _byFirst[entry.Content[0]] = list = [];
            list.Add(entry);
        }

        foreach (var list in _byFirst.Values) list.Sort(static (a, b) => b.Content.Length.CompareTo(a.Content.Length));
        _first = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>Cuts the text into ranges, in order and without a gap; a range without a token is ordinary text.</summary>
    public List<(TextSpan Range, AddedToken? Token)> Split(ReadOnlySpan<char> text)
    {
        var parts = new List<(TextSpan, AddedToken?)>(1);
        var done = 0;
        for (var i = 0; i < text.Length;)
        {
            var skip = text[i..].IndexOfAny(_first);
            if (skip < 0) break;
            i += skip;
            if (Match(text, i) is not { } found)
            {
                i++;
                continue;
            }

            var (start, stop) = (i, i + found.Content.Length);
            i = stop;
            if (found.Token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[stop..]))) continue;
            if (found.Token.LeftStrip) start = Math.Max(done, text[..start].TrimEnd().Length);
            if (found.Token.RightStrip) stop = text.Length - text[stop..].TrimStart().Length;
            if (start > done) parts.Add((new TextSpan(done, start), null));
            parts.Add((new TextSpan(start, stop), found.Token));
            done = i = stop;
        }

        if (done < text.Length) parts.Add((new TextSpan(done, text.Length), null));
        return parts;
    }

    private (string Content, AddedToken Token)? Match(ReadOnlySpan<char> text, int at)
    {
        foreach (var entry in _byFirst[text[at]])
            if (text[at..].StartsWith(entry.Content, StringComparison.Ordinal)) return entry;
        return null;
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && IsWord(UnicodeKinds.RuneAt(text, 0, out _));

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && IsWord(rune);

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
