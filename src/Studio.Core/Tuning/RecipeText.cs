using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>Recipes as people send them.</summary>
public static class RecipeText
{
    /// <exception cref="InvalidRecipeException">It is not a recipe; the sentence says where.</exception>
    public static Recipe Read(string json)
    {
        try
        {
            return RecipeJson.Parse(json);
        }
        catch (TrainingException error)
        {
            throw new InvalidRecipeException([new("", error.Message)]);
        }
    }
}
