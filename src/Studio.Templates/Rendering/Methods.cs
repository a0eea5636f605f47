namespace Studio.Templates.Rendering;

/// <summary>The methods of Python's text and dictionaries that published chat templates use.</summary>
internal static class Methods
{
    private static readonly char[] Whitespace = [' ', '\t', '\n', '\r', '\f', '\v'];

    public static object? Invoke(object? target, string name, Given given) => target switch
    {
        string text => OfText(text, name, given),
        Dictionary<string, object?> map => OfDictionary(map, name, given),
        List<object?> list => OfList(list, name, given),
        LoopState loop when name == "cycle" && given.Positional.Count > 0 => given.Positional[loop.Index % given.Positional.Count],
        Undefined undefined => throw given.Error($"'{undefined.Name}' has no value, so '{name}' cannot be called on it."),
        _ => throw Unknown(target, name, given),
    };

    public static object? OfText(string text, string name, Given given) => name switch
    {
        "strip" => text.Trim(Trimmed(given)),
        "lstrip" => text.TrimStart(Trimmed(given)),
        "rstrip" => text.TrimEnd(Trimmed(given)),
        "upper" => text.ToUpperInvariant(),
        "lower" => text.ToLowerInvariant(),
        "title" => Title(text),
        "capitalize" => Capitalize(text),
        "startswith" => Candidates(given).Any(part => text.StartsWith(part, StringComparison.Ordinal)),
        "endswith" => Candidates(given).Any(part => text.EndsWith(part, StringComparison.Ordinal)),
        "replace" => Replace(text, given.Text(0, "old") ?? "", given.Text(1, "new") ?? "", given.Integer(2, "count", -1), given),
        "split" => Split(text, given),
        "splitlines" => text.TrimEnd('\n').Split('\n').Select(line => (object?)line).ToList(),
        "join" => given.Sized(string.Join(text, (Values.Items(given.Get(0, "items")) ?? throw given.Error("'join' needs a list.")).Select(TextForm.Of))),
        "find" => (long)text.IndexOf(given.Text(0, "part") ?? "", StringComparison.Ordinal),
        "count" => given.Text(0, "part") is { Length: > 0 } part ? (long)text.Split(part).Length - 1 : text.Length + 1L,
        "isdigit" => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => text.Length > 0 && text.All(char.IsLetter),
        "isupper" => text.Any(char.IsLetter) && text == text.ToUpperInvariant(),
        "islower" => text.Any(char.IsLetter) && text == text.ToLowerInvariant(),
        _ => throw Unknown(text, name, given),
    };

    public static string Replace(string text, string old, string with, long count, Given given)
    {
        if (old.Length == 0)
            throw given.Error("'replace' needs a text to look for.");
        if (count < 0)
        {
            var times = (text.Length - text.Replace(old, "", StringComparison.Ordinal).Length) / old.Length;
            given.Evaluator.Budget.Size(text.Length + ((long)times * (with.Length - old.Length)), given.At.Line, given.At.Column);
            return text.Replace(old, with, StringComparison.Ordinal);
        }

        for (var at = 0; count-- > 0 && (at = text.IndexOf(old, at, StringComparison.Ordinal)) >= 0; at += with.Length)
        {
            given.Step();
            text = given.Sized(string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length)));
        }

        return text;
    }

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Title(string text) => string.Create(text.Length, text, (letters, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            letters[i] = i > 0 && char.IsLetter(source[i - 1]) ? char.ToLowerInvariant(source[i]) : char.ToUpperInvariant(source[i]);
    });

    private static char[] Trimmed(Given given) => given.Text(0, "characters")?.ToCharArray() ?? Whitespace;

    private static IEnumerable<string> Candidates(Given given) => given.Get(0, "part") switch
    {
        string text => [text],
        List<object?> list => list.OfType<string>(),
        var other => throw given.Error($"This needs text, not {Values.Kind(other)}."),
    };

    private static List<object?> Split(string text, Given given)
    {
        var limit = given.Integer(1, "maxsplit", -1);
        var count = limit < 0 ? int.MaxValue : (int)Math.Min(limit + 1, int.MaxValue);
        var parts = given.Text(0, "sep") is not { } separator
            ? text.Split(Whitespace, count, StringSplitOptions.RemoveEmptyEntries)
            : separator.Length == 0 ? throw given.Error("'split' needs a separator that is not empty.") : text.Split(separator, count);
        return [.. parts];
    }

    private static object? OfDictionary(Dictionary<string, object?> map, string name, Given given) => name switch
    {
        "items" => map.Select(pair => (object?)new List<object?> { pair.Key, pair.Value }).ToList(),
        "keys" => map.Keys.Select(key => (object?)key).ToList(),
        "values" => map.Values.ToList(),
        "get" => map.TryGetValue(TextForm.Of(given.Get(0, "key")), out var value) ? value : given.Get(1, "default"),
        _ => throw Unknown(map, name, given),
    };

    private static object? OfList(List<object?> list, string name, Given given) => name switch
    {
        "index" => list.FindIndex(item => Values.Equals(item, given.Get(0, "item"))) is >= 0 and var at ? (long)at : throw given.Error("The list does not hold this."),
        "count" => (long)list.Count(item => Values.Equals(item, given.Get(0, "item"))),
        _ => throw Unknown(list, name, given),
    };

    private static TemplateException Unknown(object? target, string name, Given given) =>
        given.Error($"'{name}' cannot be called on {Values.Kind(target)}.");
}
