using System.Text.Json;

namespace Studio.Web.Models.OpenAi;

/// <summary>Reads a request's fields; what does not fit is told with the field's name. <c>null</c> is the same as absent.</summary>
internal sealed class RequestFields(JsonElement root)
{
    public JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Find(name) is { } value ? TextOf(value, name) : null;

    public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw new BadFieldException(name, $"You must say which: the field '{name}' is missing or empty.", "missing_required_parameter");

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw new BadFieldException(name, $"'{name}' is true or false."),
    };

    public int? Integer(string name, int least, int most) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw new BadFieldException(name, $"'{name}' is {Shown(value)}; it is a whole number from {least} to {most}.", "invalid_value");

    public long? Long(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw new BadFieldException(name, $"'{name}' is {Shown(value)}; it is a whole number.", "invalid_value");

    public double? Number(string name, double least, double most) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number
        : throw new BadFieldException(name, FormattableString.Invariant($"'{name}' is {Shown(value)}; it is a number from {least} to {most}."), "invalid_value");

    /// <summary>One text or a list of them.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Find(name) is not { } value)
            return [];
        string[] texts = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => TextOf(text, name))] : [TextOf(value, name)];
        return texts.Length <= most ? texts : throw new BadFieldException(name, $"'{name}' has {texts.Length} texts; at most {most} are taken.", "array_above_max_length");
    }

    /// <summary>What this server does not do is refused, instead of being passed over as if it had been done.</summary>
    public void Refuse(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } value && !IsNothing(value))
                throw new BadFieldException(name, $"'{name}' is not supported by this server. Leave it out.", "unsupported_parameter");
        }
    }

    public static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new BadFieldException(name, $"'{name}' is {Shown(value)}, not a text.", "invalid_type");
        }
        catch (InvalidOperationException)
        {
            throw new BadFieldException(name, $"'{name}' has half of a surrogate pair (\\ud800 to \\udfff), which is no character.", "invalid_unicode");
        }
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "…";
    }
}
