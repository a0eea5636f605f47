using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text;

/// <summary>What a tokenizer.json looks for in a text: a text as it is, or a regular expression.</summary>
internal sealed class TextPattern
{
    // Patterns come with model files that anyone may have written: none may hold a thread for long.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly string[] Unknown = ["[[:", "&&", "\\X", "\\h", "\\K", "\\R"];

    private readonly string? _literal;
    private readonly Regex? _regex;

    private TextPattern(string? literal, Regex? regex) => (_literal, _regex) = (literal, regex);

    public static TextPattern Literal(string text) => text.Length > 0
        ? new TextPattern(text, null)
        : throw new TokenizerException("A pattern of tokenizer.json is an empty text.");

    /// <exception cref="TokenizerException">The expression means something else, or nothing, in .NET.</exception>
    public static TextPattern Expression(string expression)
    {
        try
        {
            if (Unknown.FirstOrDefault(part => expression.Contains(part, StringComparison.Ordinal)) is { } part)
                throw new TokenizerException($"The regular expression '{expression}' of tokenizer.json uses '{part}', which is not supported.");
            return new TextPattern(null, new Regex(expression, RegexOptions.Compiled | RegexOptions.CultureInvariant, Limit));
        }
        catch (ArgumentException e)
        {
            throw new TokenizerException($"The regular expression '{expression}' of tokenizer.json is not supported: {e.Message}", e);
        }
    }

    /// <summary>Ranges in order and without a gap, each a match or what lies between matches.</summary>
    public List<(TextSpan Range, bool Matched)> Find(ReadOnlySpan<char> text)
    {
        var parts = new List<(TextSpan, bool)>();
        var done = 0;
        foreach (var match in _literal is null ? Expressions(text) : Literals(text))
        {
            if (match.Length == 0) continue;
            if (match.Start > done) parts.Add((new TextSpan(done, match.Start), false));
            parts.Add((match, true));
            done = match.End;
        }

        if (done < text.Length) parts.Add((new TextSpan(done, text.Length), false));
        return parts;
    }

    private List<TextSpan> Literals(ReadOnlySpan<char> text)
    {
        var found = new List<TextSpan>();
        for (var at = 0; text[at..].IndexOf(_literal, StringComparison.Ordinal) is >= 0 and var next; at += next + _literal!.Length)
            found.Add(new TextSpan(at + next, at + next + _literal!.Length));
        return found;
    }

    private List<TextSpan> Expressions(ReadOnlySpan<char> text)
    {
        var found = new List<TextSpan>();
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            foreach (var match in _regex!.EnumerateMatches(text)) found.Add(new TextSpan(match.Index, match.Index + match.Length));
            return found;
        }

        var (shadow, places) = Shadow(text);
        foreach (var match in _regex!.EnumerateMatches(shadow)) found.Add(new TextSpan(places[match.Index], places[match.Index + match.Length]));
        return found;
    }

    /// <summary>.NET's expressions see two surrogates where others see one letter, so each pair is stood in for by one character of its category.</summary>
    private static (string Shadow, List<int> Places) Shadow(ReadOnlySpan<char> text)
    {
        var shadow = new StringBuilder(text.Length);
        var places = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length;)
        {
            var rune = UnicodeKinds.RuneAt(text, i, out var length);
            shadow.Append(rune.IsBmp ? (char)rune.Value : StandIn(Rune.GetUnicodeCategory(rune)));
            places.Add(i);
            i += length;
        }

        places.Add(text.Length);
        return (shadow.ToString(), places);
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\uA640',
        UnicodeCategory.LowercaseLetter => '\uA641',
        UnicodeCategory.TitlecaseLetter => '\u01C5',
        UnicodeCategory.ModifierLetter => '\uA015',
        UnicodeCategory.OtherLetter => '\uA000',
        UnicodeCategory.NonSpacingMark => '\uA66F',
        UnicodeCategory.SpacingCombiningMark => '\uA823',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\uA620',
        UnicodeCategory.LetterNumber => '\uA6E6',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.MathSymbol => '\u2211',
        UnicodeCategory.CurrencySymbol => '\u20B9',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.OtherPunctuation => '\uA60D',
        UnicodeCategory.DashPunctuation => '\u2E17',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.OtherNotAssigned => '\uFFFE',
        _ => '\u2600',
    };
}
