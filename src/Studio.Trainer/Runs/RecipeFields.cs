using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Studio.Trainer.Runs;

/// <summary>The fields that a recipe may have, read off its type.</summary>
internal static class RecipeFields
{
    /// <exception cref="TrainingException">A field is unknown; the message says its path and the known name that is most like it.</exception>
    public static void RefuseUnknown(JsonObject fields) => Check(fields, typeof(Recipe), "");

    /// <summary>What a field takes, as words for a message.</summary>
    public static string Expected(string path)
    {
        var type = typeof(Recipe);
        foreach (string part in path.Split('.'))
        {
            if (Properties(type).FirstOrDefault(p => p.Name == part) is not { } property)
                return "see the recipe's schema";
            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }
        return type == typeof(string) ? "it takes a text in quotes" : type == typeof(int) ? "it takes a whole number"
            : type == typeof(double) ? "it takes a number" : type == typeof(bool) ? "it takes true or false" : "it takes an object with fields";
    }

    private static void Check(JsonObject fields, Type type, string path)
    {
        var known = Properties(type);
        foreach (var (name, value) in fields)
        {
            var property = known.FirstOrDefault(p => p.Name == name);
            if (property is null)
            {
                string nearest = known.Select(p => p.Name).MinBy(candidate => Distance(name, candidate))!;
                throw new TrainingException($"The recipe has an unknown field \"{path}{name}\". Did you mean \"{path}{nearest}\"?");
            }
            if (value is JsonObject inner && property.PropertyType.Namespace == typeof(Recipe).Namespace)
                Check(inner, property.PropertyType, $"{path}{name}.");
        }
    }

    private static IList<JsonPropertyInfo> Properties(Type type) =>
        RecipeJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info ? info.Properties : [];

    /// <summary>Single-character edits between two names (Levenshtein, 1966).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)), row[j]);
        }
        return row[b.Length];
    }
}
