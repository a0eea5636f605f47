namespace Studio.Trainer.Runs.Searches;

/// <summary>What a trial tried, put into a recipe.</summary>
public static class TrialValues
{
    /// <summary>The recipe with a trial's values in place of its own, and without its search.</summary>
    /// <param name="recipe">Of the search.</param>
    /// <param name="values">Values in JSON by the path of their field.</param>
    /// <exception cref="TrainingException">A field is unknown or a value of the wrong kind.</exception>
    public static Recipe Apply(Recipe recipe, IReadOnlyDictionary<string, string> values) => SearchSpace.Apply(recipe, values);
}
