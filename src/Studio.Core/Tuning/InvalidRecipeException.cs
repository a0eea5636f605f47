using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A recipe that cannot be trained; every problem names its field as the recipe's JSON does.</summary>
public sealed class InvalidRecipeException(IReadOnlyList<RecipeProblem> problems)
    : StudioException(string.Join(" ", problems.Select(p => p.Field.Length > 0 ? $"{p.Field}: {p.Message}" : p.Message)))
{
    public IReadOnlyList<RecipeProblem> Problems => problems;

    public static void ThrowIfAny(IReadOnlyList<RecipeProblem> problems)
    {
        if (problems.Count > 0)
            throw new InvalidRecipeException(problems);
    }
}
