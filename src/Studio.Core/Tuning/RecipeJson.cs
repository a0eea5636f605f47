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
    };

    public static string Write(Recipe recipe) => JsonSerializer.Serialize(recipe, Options);

    /// <exception cref="JsonException">It is not a recipe; the path says where.</exception>
    public static Recipe Read(string json) =>
        JsonSerializer.Deserialize<Recipe>(json, Options) ?? throw new JsonException("The recipe is empty.");
}
