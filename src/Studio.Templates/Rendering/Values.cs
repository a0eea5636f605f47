using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Studio.Templates.Rendering;

/// <summary>
/// Values as templates see them: null, bool, long, double, string, <see cref="List{T}"/>, <see cref="Dictionary{TKey,TValue}"/> by text,
/// <see cref="Undefined"/> and <see cref="Namespace"/>. What comes from outside is copied into these, so a template can change nothing.
/// </summary>
internal static class Values
{
    public static object? From(object? value) => value switch
    {
        null or bool or string or long or double or Undefined or Namespace or LoopState => value,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or decimal or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        JsonElement json => FromJson(json),
        IReadOnlyDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => From(pair.Value)),
        IDictionary map => map.Cast<DictionaryEntry>().ToDictionary(pair => Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!, pair => From(pair.Value)),
        IEnumerable items => items.Cast<object?>().Select(From).ToList(),
        IFormattable text => text.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        ICollection items => items.Count > 0,
        _ => true,
    };

    public new static bool Equals(object? left, object? right) => (left, right) switch
    {
        (null, null) or (Undefined, Undefined) => true,
        (string a, string b) => a == b,
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Equals(pair.First, pair.Second)),
        (Dictionary<string, object?> a, Dictionary<string, object?> b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && Equals(pair.Value, other)),
        _ => Number(left) is { } x && Number(right) is { } y ? Compare(x, y) == 0 : ReferenceEquals(left, right),
    };

    /// <summary>Less, equal or greater as a sign; null where the two have no order.</summary>
    public static int? Order(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (List<object?> a, List<object?> b) => a.Zip(b).Select(pair => Order(pair.First, pair.Second)).FirstOrDefault(sign => sign != 0) ?? a.Count.CompareTo(b.Count),
        _ => Number(left) is { } x && Number(right) is { } y ? Compare(x, y) : null,
    };

    /// <summary>long or double; a truth value counts as 0 or 1, as in Python.</summary>
    public static object? Number(object? value) => value switch
    {
        long or double => value,
        bool truth => truth ? 1L : 0L,
        _ => null,
    };

    public static string Kind(object? value) => value switch
    {
        null => "none",
        Undefined => "undefined",
        bool => "a truth value",
        long or double => "a number",
        string => "text",
        List<object?> => "a list",
        Dictionary<string, object?> => "a dictionary",
        _ => "an object",
    };

    /// <summary>What a loop goes over; null where there is nothing to go over.</summary>
    public static List<object?>? Items(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => [.. map.Keys],
        string text => Runes(text),
        Undefined => [],
        _ => null,
    };

    public static List<object?> Runes(string text) => [.. text.EnumerateRunes().Select(rune => (object?)rune.ToString())];

    private static int Compare(object left, object right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        _ => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
    };

    private static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(property => property.Name, property => FromJson(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var integer) ? (object)integer : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

/// <summary>The value of a name that nobody gave.</summary>
internal sealed record Undefined(string Name);

/// <summary>Jinja's <c>namespace</c>: the one thing that a loop can change for what comes after it.</summary>
internal sealed class Namespace : Dictionary<string, object?>;
