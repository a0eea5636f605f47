using System.Net;
using System.Text.RegularExpressions;

namespace Studio.Core.Datasets.Cleaning;

/// <summary>Markup out of a text, without reading it as a page: “a &lt; b” and “3 &lt;4” are no tags.</summary>
internal static partial class HtmlText
{
    public static string Strip(string text)
    {
        if (text.Contains('<', StringComparison.Ordinal))
        {
            text = Hidden().Replace(text, "");
            text = Breaks().Replace(text, "\n");
            text = Tags().Replace(text, "");
        }

        return text.Contains('&', StringComparison.Ordinal) ? Entities().Replace(text, match => WebUtility.HtmlDecode(match.Value)) : text;
    }

    [GeneratedRegex(@"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|blockquote)\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    // Only names that HTML has, so that “<unk>” and “<3” stay.
    [GeneratedRegex(@"</?(?:a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|noscript|object|ol|option|p|pre|q|s|script|section|select|small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video)\b(?:\s[^<>]*)?/?>|<!DOCTYPE[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();

    [GeneratedRegex(@"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")]
    private static partial Regex Entities();
}
