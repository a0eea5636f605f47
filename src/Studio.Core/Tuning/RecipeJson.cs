using System.Text.Json;
using System.Text.Json.Serialization;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>Recipes with the contract's snake_case names.</summary>
public static class RecipeJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static string Write(Recipe recipe) => JsonSerializer.Serialize(recipe, Options);

    /// <exception cref="InvalidRecipeException">It is not a recipe; the path says where.</exception>
    public static Recipe Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Recipe>(json, Options) ?? throw new InvalidRecipeException([new("", "The recipe is empty.")]);
        }
        catch (JsonException error)
        {
            throw new InvalidRecipeException([new((error.Path ?? "").TrimStart('$', '.'), Sentence(error))]);
        }
    }

    private static string Sentence(JsonException error) => error switch
    {
        _ when error.Message.Contains("could not be mapped", StringComparison.Ordinal) => "A recipe has no such field. Check its spelling.",
        { InnerException: not null } or { LineNumber: not null } when error.Message.Contains("could not be converted", StringComparison.Ordinal) =>
            "The value is of the wrong kind here: a number where text is meant, or the other way round.",
        _ => $"This is not valid JSON at line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}.",
    };
}
