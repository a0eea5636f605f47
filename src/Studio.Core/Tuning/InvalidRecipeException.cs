namespace Studio.Core.Tuning;

/// <summary>One field of a recipe that cannot be as it is. <paramref name="Path"/> has the recipe's own names: <c>optimizer.learning_rate</c>.</summary>
public sealed record RecipeMistake(string Path, string Message);

/// <summary>A recipe that cannot be trained.</summary>
public sealed class InvalidRecipeException(IReadOnlyList<RecipeMistake> mistakes)
    : StudioException(string.Join(" ", mistakes.Select(m => $"{m.Path}: {m.Message}")))
{
    public IReadOnlyList<RecipeMistake> Mistakes => mistakes;

    public static void ThrowIfAny(IReadOnlyList<RecipeMistake> mistakes)
    {
        if (mistakes.Count > 0)
            throw new InvalidRecipeException(mistakes);
    }
}
