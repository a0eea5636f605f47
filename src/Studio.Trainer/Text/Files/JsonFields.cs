using System.Text.Json;

namespace Studio.Trainer.Text.Files;

/// <summary>Fields of a JSON object that may be absent or null.</summary>
internal static class JsonFields
{
    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Child(name)?.GetString();

    public static bool Flag(this JsonElement element, string name, bool usual = false) => element.Child(name)?.GetBoolean() ?? usual;

    /// <summary>The name of a component.</summary>
    public static string Kind(this JsonElement element) => element.Text("type") ?? "";

    public static char Character(this JsonElement element, string name) => element.Text(name) is [var character]
        ? character
        : throw new TokenizerException($"The field \"{name}\" of a {element.Kind()} component is not one character.");

    public static TokenizerException Unknown(this JsonElement element, string what) =>
        new($"the {what} \"{element.Kind()}\" is not supported.");

    /// <summary>The pattern of a Split or Replace component.</summary>
    public static TextPattern Pattern(this JsonElement element)
    {
        var pattern = element.GetProperty("pattern");
        return pattern.Text("String") is { } literal ? TextPattern.Literal(literal)
            : pattern.Text("Regex") is { } expression ? TextPattern.Expression(expression)
            : throw new TokenizerException($"the pattern {pattern.GetRawText()} is neither a String nor a Regex.");
    }
}
