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
        if (TypeOf(path, out _) is not { } type)
            return "see the recipe's schema";
        return type == typeof(string) ? "it takes a text in quotes" : type == typeof(int) ? "it takes a whole number"
            : type == typeof(double) ? "it takes a number" : type == typeof(bool) ? "it takes true or false" : "it takes an object with fields";
    }

    /// <summary>The type of the field at a path, without its null.</summary>
    /// <param name="path">With dots, as <c>optimizer.learning_rate</c>.</param>
    /// <param name="nearest">Where there is no such field, the path that is most like it.</param>
    public static Type? TypeOf(string path, out string nearest)
    {
        var type = typeof(Recipe);
        nearest = "";
        foreach (string part in path.Split('.'))
        {
            var known = Properties(type);
            if (known.FirstOrDefault(p => p.Name == part) is not { } property)
            {
                nearest += known.Select(p => p.Name).MinBy(candidate => Distance(part, candidate));
                return null;
            }
            nearest += property.Name + ".";
            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }
        return type;
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
            else if (value is JsonObject entries && property.PropertyType.GenericTypeArguments is [_, { Namespace: var home } entryType] && home == typeof(Recipe).Namespace)
                foreach (var (key, entry) in entries)
                    if (entry is JsonObject settings)
                        Check(settings, entryType, $"{path}{name}.{key}.");
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
