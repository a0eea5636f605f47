using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Studio.Trainer.Runs;

/// <summary>Recipes as JSON with snake_case names. A field that no recipe has is refused: a misspelled one would silently not count.</summary>
public static class RecipeJson
{
    /// <summary>How the engine writes all its JSON.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The JSON schema of a recipe (2020-12).</summary>
    public static JsonNode Schema { get; } = MakeSchema();

    public static string Write(Recipe recipe) => JsonSerializer.Serialize(recipe, Options);

    /// <summary>Reads a recipe; what it leaves out has its default.</summary>
    /// <exception cref="TrainingException">It is no JSON, or a field is unknown or of the wrong kind; the message names its path.</exception>
    public static Recipe Parse(string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            throw new TrainingException($"The recipe is not valid JSON (line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}).", e);
        }
        if (node is not JsonObject fields)
            throw new TrainingException("The recipe is not a JSON object: it begins with { and holds fields such as \"base_model\".");
        try
        {
            RecipeFields.RefuseUnknown(fields);
            return fields.Deserialize<Recipe>(Options)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            string path = (e as JsonException)?.Path is { Length: > 2 } at ? at[2..] : "a field";
            throw new TrainingException($"The recipe's \"{path}\" has a value of the wrong kind: {RecipeFields.Expected(path)}.", e);
        }
    }

    private static JsonNode MakeSchema()
    {
        var schema = Options.GetJsonSchemaAsNode(typeof(Recipe), new() { TreatNullObliviousAsNonNullable = true });
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = "Tuning recipe";
        return schema;
    }
}
