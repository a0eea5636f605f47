using System.Text;
using System.Text.RegularExpressions;

namespace Studio.Core.Datasets.Cleaning;

/// <summary>Steps that look at single characters and runs of them.</summary>
internal static partial class Characters
{
    /// <summary>Joiners inside emoji and scripts, and marks of direction, carry meaning and stay.</summary>
    public static string WithoutControls(string text) => Invisible().Replace(text, "");

    public static string Composed(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half of a pair of code units has no form; the text stays as it is.
            return text;
        }
    }

    public static string PlainQuotes(string text) => Typographic().Replace(text, match => match.Value[0] switch
    {
        '‘' or '’' or '‚' or '‛' or 'ʼ' or '′' => "'",
        '–' or '—' or '―' or '‐' or '‑' => "-",
        '…' => "...",
        _ => "\"",
    });

    public static string TidyWhitespace(string text)
    {
        text = LineEnds().Replace(text, "\n");
        text = Spaces().Replace(text, " ");
        text = AroundLines().Replace(text, "\n");
        return EmptyLines().Replace(text, "\n\n").Trim();
    }

    [GeneratedRegex(@"[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u200B\u2060\uFFF9-\uFFFB\uFFFD]")]
    private static partial Regex Invisible();

    [GeneratedRegex("[‘’‚‛ʼ′“”„‟″«»–—―‐‑…]")]
    private static partial Regex Typographic();

    [GeneratedRegex(@"\r\n?|[\u0085\u2028\u2029]")]
    private static partial Regex LineEnds();

    [GeneratedRegex(@"[^\S\n]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" ?\n ?")]
    private static partial Regex AroundLines();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();
}
