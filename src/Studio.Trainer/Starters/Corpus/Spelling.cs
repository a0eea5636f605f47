using System.Text.RegularExpressions;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>What a pattern cannot know of its neighbours: a or an, capitals at the beginning of sentences, spaces.</summary>
internal static partial class Spelling
{
    public static string Tidy(string text)
    {
        text = Article().Replace(Spaces().Replace(text, " "), "$1n").Trim();
        text = SpaceBefore().Replace(text, "$1");
        return text.Length > 0 && text[^1] is '.' or '!' or '?' or '"' ? Beginning().Replace(text, static found => found.Value.ToUpperInvariant()) : text;
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();

    [GeneratedRegex(" ([.,!?])")]
    private static partial Regex SpaceBefore();

    [GeneratedRegex(@"\b([Aa])(?= (?:[aeiAEIO]|o(?!ne\b)|u(?!ni|se)|hour|honest))")]
    private static partial Regex Article();

    [GeneratedRegex(@"(?:^""?|[.!?] ""?)\p{Ll}")]
    private static partial Regex Beginning();
}
