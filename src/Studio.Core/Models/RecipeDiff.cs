using System.Text.Json.Nodes;

namespace Studio.Core.Models;

/// <summary>A field of the recipe that differs; null where one of the two does not have it.</summary>
public sealed record RecipeChange(string Field, string? Before, string? After);

public static class RecipeDiff
{
    /// <summary>Every differing field by its path, such as <c>optimizer.learning_rate</c>.</summary>
    public static IReadOnlyList<RecipeChange> Between(JsonNode before, JsonNode after)
    {
        var (old, now) = (Flatten(before), Flatten(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(field => new RecipeChange(field, old.GetValueOrDefault(field), now.GetValueOrDefault(field)))
                .Where(change => change.Before != change.After),
        ];
    }

    public static IReadOnlyDictionary<string, string> Flatten(JsonNode node)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(node, "", fields);
        return fields;
    }

    private static void Walk(JsonNode? node, string path, Dictionary<string, string> fields)
    {
        switch (node)
        {
            case JsonObject parts:
                foreach (var (name, part) in parts)
                    Walk(part, path.Length == 0 ? name : $"{path}.{name}", fields);
                break;
            case null:
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                fields[path] = text;
                break;
            default:
                fields[path] = node.ToJsonString();
                break;
        }
    }
}
