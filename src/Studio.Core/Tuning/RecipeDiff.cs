using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A field in which recipes differ, with the value of each; null where a recipe leaves it out.</summary>
public sealed record RecipeDifference(string Field, IReadOnlyList<string?> Values);

/// <summary>Where recipes differ, field by field.</summary>
public static class RecipeDiff
{
    public static IReadOnlyList<RecipeDifference> Of(IReadOnlyList<Recipe> recipes)
    {
        var fields = recipes.Select(Fields).ToList();
        return
        [
            .. fields.SelectMany(f => f.Keys).Distinct()
                .Select(field => new RecipeDifference(field, [.. fields.Select(f => f.GetValueOrDefault(field))]))
                .Where(difference => difference.Values.Distinct().Count() > 1),
        ];
    }

    private static Dictionary<string, string> Fields(Recipe recipe)
    {
        var fields = new Dictionary<string, string>();
        using var json = JsonDocument.Parse(RecipeJson.Write(recipe));
        Add(json.RootElement, "", fields);
        return fields;
    }

    private static void Add(JsonElement element, string path, Dictionary<string, string> fields)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            fields[path] = element.ToString();
            return;
        }

        foreach (var field in element.EnumerateObject())
            Add(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}", fields);
    }
}
