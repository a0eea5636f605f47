using System.Globalization;

namespace Studio.Templates.Rendering;

/// <summary>What may stand after <c>|</c>. Nothing is escaped: results are prompts, not pages.</summary>
internal static class Filters
{
    public static readonly IReadOnlyDictionary<string, Func<object?, Given, object?>> All = new Dictionary<string, Func<object?, Given, object?>>
    {
        ["trim"] = (value, given) => Methods.OfText(TextForm.Of(value), "strip", given),
        ["upper"] = (value, _) => TextForm.Of(value).ToUpperInvariant(),
        ["lower"] = (value, _) => TextForm.Of(value).ToLowerInvariant(),
        ["title"] = (value, _) => Methods.Title(TextForm.Of(value)),
        ["capitalize"] = (value, _) => Methods.Capitalize(TextForm.Of(value)),
        ["replace"] = (value, given) => Methods.Replace(TextForm.Of(value), given.Text(0, "old") ?? "", given.Text(1, "new") ?? "", given.Integer(2, "count", -1), given),
        ["indent"] = (value, given) => Indent(TextForm.Of(value), given),
        ["truncate"] = (value, given) => Truncate(TextForm.Of(value), given),
        ["wordcount"] = (value, _) => (long)TextForm.Of(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
        ["string"] = (value, _) => TextForm.Of(value),
        ["tojson"] = (value, given) => given.Sized(TextForm.Json(value, given.Get(0, "indent") is long width ? (int)Math.Clamp(width, 0, 16) : null)),
        ["int"] = (value, given) => Integer(value) ?? given.Get(0, "default", 0L),
        ["float"] = (value, given) => Float(value) ?? given.Get(0, "default", 0.0),
        ["abs"] = (value, given) => Values.Number(value) switch { long n => (object)Math.Abs(n), double n => Math.Abs(n), _ => throw given.Error("'abs' needs a number.") },
        ["round"] = Round,
        ["default"] = Default,
        ["d"] = Default,
        ["length"] = (value, given) => Length(value, given),
        ["count"] = (value, given) => Length(value, given),
        ["safe"] = (value, _) => value,
        ["first"] = ListFilters.First,
        ["last"] = ListFilters.Last,
        ["list"] = (value, given) => ListFilters.Items(value, given).ToList(),
        ["join"] = ListFilters.Join,
        ["reverse"] = ListFilters.Reverse,
        ["sort"] = ListFilters.Sort,
        ["unique"] = ListFilters.Unique,
        ["sum"] = ListFilters.Sum,
        ["min"] = (value, given) => ListFilters.Extreme(value, -1, given),
        ["max"] = (value, given) => ListFilters.Extreme(value, 1, given),
        ["map"] = ListFilters.Map,
        ["select"] = (value, given) => ListFilters.Select(value, true, given),
        ["reject"] = (value, given) => ListFilters.Select(value, false, given),
        ["selectattr"] = (value, given) => ListFilters.SelectByAttribute(value, true, given),
        ["rejectattr"] = (value, given) => ListFilters.SelectByAttribute(value, false, given),
        ["items"] = (value, given) => value is Undefined ? new List<object?>() : Methods.Invoke(value, "items", given),
        ["dictsort"] = ListFilters.SortDictionary,
    };

    public static object Length(object? value, Given given) => value switch
    {
        string text => (long)Values.Runes(text).Count,
        _ => (long)ListFilters.Items(value, given).Count,
    };

    private static object? Default(object? value, Given given) =>
        value is Undefined || (Values.IsTrue(given.Get(1, "boolean", false)) && !Values.IsTrue(value)) ? given.Get(0, "default_value", "") : value;

    private static string Indent(string text, Given given)
    {
        var width = given.Get(0, "width", 4L) is string prefix ? prefix : new string(' ', (int)Math.Clamp(given.Integer(0, "width", 4), 0, 100));
        var first = Values.IsTrue(given.Get(1, "first", false));
        var blank = Values.IsTrue(given.Get(2, "blank", false));
        var lines = text.Split('\n');
        for (var i = first ? 0 : 1; i < lines.Length; i++)
            lines[i] = lines[i].Length > 0 || blank ? width + lines[i] : lines[i];
        return given.Sized(string.Join('\n', lines));
    }

    private static string Truncate(string text, Given given)
    {
        var length = (int)Math.Clamp(given.Integer(0, "length", 255), 0, int.MaxValue);
        var end = given.Text(2, "end", "...") ?? "";
        if (text.Length <= length + given.Integer(3, "leeway", 5))
            return text;
        var cut = text[..Math.Max(0, length - end.Length)];
        var word = Values.IsTrue(given.Get(1, "killwords", false)) ? -1 : cut.LastIndexOf(' ');
        return (word < 0 ? cut : cut[..word]) + end;
    }

    private static object? Integer(object? value) => value switch
    {
        double number when Math.Abs(number) < long.MaxValue => (long)number,
        string text when long.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) => number,
        string text when double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < long.MaxValue => (long)number,
        _ => Values.Number(value) as long?,
    };

    private static object? Float(object? value) => value switch
    {
        string text => double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => Values.Number(value) is { } number ? Convert.ToDouble(number, CultureInfo.InvariantCulture) : null,
    };

    private static object? Round(object? value, Given given)
    {
        if (Float(value) is not double number)
            throw given.Error("'round' needs a number.");
        var digits = (int)Math.Clamp(given.Integer(0, "precision", 0), 0, 15);
        var scale = Math.Pow(10, digits);
        return given.Text(1, "method", "common") switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => Math.Round(number, digits, MidpointRounding.ToEven),
        };
    }
}
