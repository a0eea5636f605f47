namespace Studio.Templates.Syntax;

/// <summary>Finds the names that a template takes from outside.</summary>
internal static class VariableFinder
{
    public static IReadOnlyList<TemplateVariable> Find(IReadOnlyList<Node> body) =>
    [
        .. NameUse.In(body).Where(use => !use.IsGiven && !use.IsLocal)
            .DistinctBy(use => use.Name).Select(use => new TemplateVariable(use.Name, use.Line, use.Column)),
    ];
}
