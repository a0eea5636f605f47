using System.Globalization;
using System.Text;

namespace Studio.Templates.Rendering;

/// <summary>Values as text: the way Python prints them, and as JSON with the spacing of Python's <c>json.dumps</c>.</summary>
internal static class TextForm
{
    public static string Of(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Build(value, (text, item) => AppendPython(text, item)),
    };

    public static string Json(object? value, int? indent = null) => Build(value, (text, item) => AppendJson(text, item, indent, 0));

    public static string Float(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var size = Math.Abs(value);
        if (size != 0 && (size >= 1e16 || size < 1e-4))
            return Exponent(shortest.Contains('E') ? shortest : value.ToString("E16", CultureInfo.InvariantCulture));
        if (shortest.Contains('E'))
            shortest = value.ToString("F1", CultureInfo.InvariantCulture);
        return shortest.Contains('.') ? shortest : shortest + ".0";
    }

    private static string Exponent(string text)
    {
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..at];
        if (digits.Contains('.'))
            digits = digits.TrimEnd('0').TrimEnd('.');
        var power = int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture);
        return $"{digits}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
    }

    private static string Build(object? value, Action<StringBuilder, object?> append)
    {
        var text = new StringBuilder();
        append(text, value);
        return text.ToString();
    }

    private static void AppendPython(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("None");
                break;
            case bool truth:
                text.Append(truth ? "True" : "False");
                break;
            case double number:
                text.Append(Float(number));
                break;
            case string quoted:
                AppendQuoted(text, quoted);
                break;
            case List<object?> list:
                AppendAll(text, "[", "]", list, AppendPython);
                break;
            case Dictionary<string, object?> map:
                AppendAll(text, "{", "}", map, (inner, pair) =>
                {
                    AppendQuoted(inner, pair.Key);
                    inner.Append(": ");
                    AppendPython(inner, pair.Value);
                });
                break;
            case Undefined:
                text.Append("Undefined");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, string open, string close, IEnumerable<T> items, Action<StringBuilder, T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "" : ", ");
            append(text, item);
            first = false;
        }

        text.Append(close);
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        var quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        text.Append(quote);
        foreach (var letter in value)
            text.Append(letter switch { '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", '\\' => "\\\\", _ when letter == quote => $"\\{letter}", _ => letter.ToString() });
        text.Append(quote);
    }

    private static void AppendJson(StringBuilder text, object? value, int? indent, int depth)
    {
        switch (value)
        {
            case null or Undefined:
                text.Append("null");
                break;
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case double number:
                text.Append(Float(number));
                break;
            case string quoted:
                AppendJsonText(text, quoted);
                break;
            case List<object?> list:
                AppendJsonAll(text, '[', ']', list, indent, depth, item => AppendJson(text, item, indent, depth + 1));
                break;
            case Dictionary<string, object?> map:
                AppendJsonAll(text, '{', '}', map, indent, depth, pair =>
                {
                    AppendJsonText(text, pair.Key);
                    text.Append(": ");
                    AppendJson(text, pair.Value, indent, depth + 1);
                });
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private static void AppendJsonAll<T>(StringBuilder text, char open, char close, IReadOnlyCollection<T> items, int? indent, int depth, Action<T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "" : indent is null ? ", " : ",");
            NewLine(text, indent, depth + 1);
            append(item);
            first = false;
        }

        if (!first)
            NewLine(text, indent, depth);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int? indent, int depth)
    {
        if (indent is { } width)
            text.Append('\n').Append(' ', width * depth);
    }

    private static void AppendJsonText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
