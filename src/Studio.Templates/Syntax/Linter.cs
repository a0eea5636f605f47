using Studio.Templates.Rendering;

namespace Studio.Templates.Syntax;

/// <summary>Looks for what would fail or surprise when the template is rendered.</summary>
internal static class Linter
{
    public static IReadOnlyList<TemplateRemark> Check(IReadOnlyList<Node> body, IReadOnlyCollection<string>? known)
    {
        var remarks = Nodes(body).SelectMany(NameUse.Expressions).SelectMany(expression => expression.All()).SelectMany(Check).ToList();
        var uses = NameUse.In(body);
        var read = uses.Where(use => !use.IsGiven).Select(use => use.Name).ToHashSet();
        remarks.AddRange(uses.Where(use => use.IsGiven && !read.Contains(use.Name) && use.Name != "_").DistinctBy(use => use.Name)
            .Select(use => new TemplateRemark($"'{use.Name}' is set here and never used.", use.Line, use.Column)));
        if (known is not null)
        {
            remarks.AddRange(uses.Where(use => !use.IsGiven && !use.IsLocal && !known.Contains(use.Name)).DistinctBy(use => use.Name)
                .Select(use => new TemplateRemark($"Nothing gives '{use.Name}' a value.", use.Line, use.Column)));
        }

        return [.. remarks.OrderBy(remark => (remark.Line, remark.Column))];
    }

    private static IEnumerable<Node> Nodes(IReadOnlyList<Node> body) =>
        body.SelectMany(node => NameUse.Bodies(node).SelectMany(Nodes).Prepend(node));

    private static IEnumerable<TemplateRemark> Check(Expression expression)
    {
        var message = expression switch
        {
            Filter filter when !Filters.All.ContainsKey(filter.Name) => $"There is no filter called '{filter.Name}'.",
            Test test when !Tests.All.ContainsKey(test.Name) => $"There is no test called '{test.Name}'.",
            Call { Target: Variable function } when !Functions.All.ContainsKey(function.Name) => $"There is no function called '{function.Name}'.",
            Literal { Value: string text } when text.Contains("{{", StringComparison.Ordinal) => "Braces inside a text are not filled in.",
            _ => null,
        };
        return message is null ? [] : [new TemplateRemark(message, expression.Line, expression.Column)];
    }
}
