namespace Studio.Trainer.Runs.Searches;

/// <summary>Finds mistakes in a search; each names the path of the field.</summary>
internal static class SearchValidation
{
    private static readonly string[] Types = ["uniform", "log-uniform", "int", "choice"];
    private static readonly string[] Fixed = ["search", "folds", "task", "evaluation"];

    public static IEnumerable<RecipeProblem> Check(Recipe recipe)
    {
        if (recipe.Search is not { } search)
            yield break;
        if (search.Algorithm is not ("tpe" or "random"))
            yield return new("search.algorithm", $"\"{search.Algorithm}\" is not known; use tpe or random.");
        if (search.Pruner is not ("asha" or "none"))
            yield return new("search.pruner", $"\"{search.Pruner}\" is not known; use asha or none.");
        if (search.Trials is < 1 or > 10_000)
            yield return new("search.trials", $"{search.Trials} is not between 1 and 10000.");
        if (search.GraceEvaluations is < 1 or > 10_000)
            yield return new("search.grace_evaluations", $"{search.GraceEvaluations} is not between 1 and 10000.");
        if (search.ReductionFactor is < 2 or > 100)
            yield return new("search.reduction_factor", $"{search.ReductionFactor} is not between 2 and 100.");
        if (search.Space.Count == 0)
            yield return new("search.space", "Name at least one field to vary, such as \"optimizer.learning_rate\".");
        if (recipe.Evaluation.EvalStrategy == "no")
            yield return new("search", "A search compares evaluations: set evaluation.eval_strategy to \"epoch\" or \"steps\".");
        foreach (var (path, range) in search.Space)
            if (Field(recipe, path, range) is { } problem)
                yield return problem;
    }

    private static RecipeProblem? Field(Recipe recipe, string path, SearchRange range)
    {
        string at = $"search.space.{path}";
        if (RecipeFields.TypeOf(path, out string nearest) is not { } type)
            return new(at, $"No recipe has this field. Did you mean \"{nearest}\"?");
        if (Fixed.Any(field => path == field || path.StartsWith(field + ".", StringComparison.Ordinal)))
            return new(at, "This field says what is compared, so it stays the same in every trial.");
        if (!Types.Contains(range.Type))
            return new($"{at}.type", $"\"{range.Type}\" is not known; use {string.Join(", ", Types)}.");
        return range.Type == "choice" ? Choices(recipe, path, at, range) : Numbers(recipe, path, at, range, type);
    }

    private static RecipeProblem? Numbers(Recipe recipe, string path, string at, SearchRange range, Type type)
    {
        if (type != typeof(int) && type != typeof(double))
            return new($"{at}.type", "This field takes no number; use choice and list its values.");
        if (type == typeof(int) && range.Type != "int")
            return new($"{at}.type", "This field takes whole numbers; use int or choice.");
        if (range.Min is not { } min || !double.IsFinite(min))
            return new($"{at}.min", "Give the smallest value.");
        if (range.Max is not { } max || !double.IsFinite(max))
            return new($"{at}.max", "Give the largest value.");
        if (min >= max)
            return new($"{at}.max", "The largest value is not above the smallest.");
        if (range.Type == "log-uniform" && min <= 0)
            return new($"{at}.min", "A logarithmic range begins above 0.");
        if (range.Type == "int" && (min != Math.Round(min) || max != Math.Round(max)))
            return new(at, "The ends of a whole-number range are whole numbers.");
        return Try(recipe, path, SearchSpace.Value(range, SearchSpace.Ends(range).Low), $"{at}.min") ?? Try(recipe, path, SearchSpace.Value(range, SearchSpace.Ends(range).High), $"{at}.max");
    }

    private static RecipeProblem? Choices(Recipe recipe, string path, string at, SearchRange range)
    {
        if (range.Values is not { Count: > 1 })
            return new($"{at}.values", "List at least two values to choose from.");
        return range.Values.Select((value, i) => Try(recipe, path, value.GetRawText(), $"{at}.values[{i}]")).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Whether the recipe could run with this value alone.</summary>
    private static RecipeProblem? Try(Recipe recipe, string path, string value, string at)
    {
        try
        {
            var tried = SearchSpace.Apply(recipe, new Dictionary<string, string> { [path] = value });
            return RecipeValidation.Check(tried).FirstOrDefault(p => p.Field == path) is { } problem ? new(at, problem.Message) : null;
        }
        catch (TrainingException e)
        {
            return new(at, e.Message);
        }
    }
}
