namespace Studio.Core.Tuning.Bases;

/// <summary>A model's README: its front matter and the rest.</summary>
internal static class ModelCardText
{
    private const int LongestFrontMatter = 500;

    /// <summary>The licence that the front matter states (the name of an own one where it says "other"), and the text below it.</summary>
    public static (string? Licence, string Text) Read(string readme)
    {
        var lines = readme.ReplaceLineEndings("\n").Split('\n');
        var end = lines is ["---", ..] ? Array.IndexOf(lines, "---", 1) : -1;
        if (end < 0 || end > LongestFrontMatter)
            return (null, readme.Trim());
        var front = lines[1..end];
        var licence = Field(front, "license");
        var named = licence is null or "other" ? Field(front, "license_name") ?? licence : licence;
        return (named?.Length > 200 ? named[..200] : named, string.Join('\n', lines[(end + 1)..]).Trim());
    }

    private static string? Field(string[] front, string name)
    {
        var at = Array.FindIndex(front, line => line.StartsWith(name + ":", StringComparison.Ordinal));
        if (at < 0)
            return null;
        var value = front[at][(name.Length + 1)..].Trim(' ', '"', '\'');
        // A list of licences stands below, one to a line.
        return value.Length > 0 ? value
            : string.Join(", ", front[(at + 1)..].TakeWhile(line => line.TrimStart().StartsWith("- ", StringComparison.Ordinal)).Select(line => line.Trim(' ', '-', '"', '\''))) is { Length: > 0 } list ? list : null;
    }
}
