namespace Studio.Core.Teams;

/// <summary>A piece of a text: plain, or <c>@</c> and the name of somebody who is meant.</summary>
public sealed record MentionPart(string Text, bool IsMention);

/// <summary>Finds <c>@name</c> in what people write. Names have spaces, so they are known from the team and the longest that fits is meant.</summary>
public static class Mentions
{
    /// <summary>The names that are mentioned, each once.</summary>
    public static IReadOnlyCollection<string> In(string text, IEnumerable<string> names) =>
        [.. Split(text, names).Where(part => part.IsMention).Select(part => part.Text[1..]).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The text in pieces, in its order and with nothing lost.</summary>
    public static IReadOnlyList<MentionPart> Split(string text, IEnumerable<string> names)
    {
        var known = names.Where(name => name.Length > 0).OrderByDescending(name => name.Length).ToList();
        var parts = new List<MentionPart>();
        var start = 0;
        for (var at = text.IndexOf('@'); at >= 0; at = at + 1 < text.Length ? text.IndexOf('@', at + 1) : -1)
        {
            // In an address such as name@example.org the sign stands inside a word.
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]) || known.Find(name => Stands(text, at + 1, name)) is not { } found)
                continue;
            if (at > start)
                parts.Add(new MentionPart(text[start..at], false));
            parts.Add(new MentionPart(text.Substring(at, found.Length + 1), true));
            start = at + found.Length + 1;
            at = start - 1;
        }

        if (start < text.Length)
            parts.Add(new MentionPart(text[start..], false));
        return parts;
    }

    private static bool Stands(string text, int at, string name) =>
        string.Compare(text, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + name.Length == text.Length || !char.IsLetterOrDigit(text[at + name.Length]));
}
