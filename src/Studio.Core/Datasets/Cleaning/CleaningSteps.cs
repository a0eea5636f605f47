namespace Studio.Core.Datasets.Cleaning;

public enum CleaningStep { Encoding, Html, Control, Unicode, Quotes, Whitespace }

/// <summary>What each step does to a text, in the order in which they are done: each may bring to light what the next one cleans.</summary>
public static class CleaningSteps
{
    public static IReadOnlyList<CleaningRule> All { get; } =
    [
        new(CleaningStep.Encoding, "Encoding damage", "“Ã©” becomes “é”: UTF-8 that was once read as Windows-1252 or Latin-1, also twice over. Byte order marks inside a text go.", EncodingDamage.Repair),
        new(CleaningStep.Html, "HTML", "Tags go, with scripts, styles and comments; line breaks and paragraphs become new lines; “&eacute;” becomes “é”.", HtmlText.Strip),
        new(CleaningStep.Control, "Control characters", "Invisible control and zero-width characters go; those that hold an emoji or a script together stay.", Characters.WithoutControls),
        new(CleaningStep.Unicode, "Unicode form (NFC)", "Letters with accents as one character each, where Unicode has one. Nothing looks different.", Characters.Composed),
        new(CleaningStep.Quotes, "Quotes and dashes", "Typographic quotes, apostrophes and dashes become the plain ones of a keyboard.", Characters.PlainQuotes),
        new(CleaningStep.Whitespace, "White space", "Runs of spaces become one, ends are trimmed, more than one empty line becomes one.", Characters.TidyWhitespace),
    ];

    /// <summary>The text after these steps; the same object if nothing changes.</summary>
    public static string Apply(string text, IReadOnlySet<CleaningStep> steps)
    {
        foreach (var rule in All)
        {
            if (steps.Contains(rule.Step))
                text = rule.Clean(text);
        }

        return text;
    }
}

/// <summary>One step: its name, what it does in a sentence, and the doing.</summary>
public sealed record CleaningRule(CleaningStep Step, string Name, string Explanation, Func<string, string> Clean);
