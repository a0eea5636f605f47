using Studio.Templates.Rendering;

namespace Studio.Templates.Syntax;

/// <summary>A name that a template reads or gives, in the order in which it does so.</summary>
internal sealed record NameUse(string Name, bool IsGiven, bool IsLocal, int Line, int Column)
{
    /// <summary>All uses in a template; a read is local where something in the template gave the name before.</summary>
    public static IReadOnlyList<NameUse> In(IReadOnlyList<Node> body)
    {
        var uses = new List<NameUse>();
        Visit(body, [], uses);
        return uses;
    }

    /// <summary>The expressions that stand directly in a statement.</summary>
    public static IEnumerable<Expression> Expressions(Node node) => node switch
    {
        OutputNode output => [output.Value],
        IfNode branches => branches.Branches.Select(branch => branch.Condition),
        ForNode loop => loop.Filter is null ? [loop.Items] : [loop.Items, loop.Filter],
        SetNode set => [set.Value],
        _ => [],
    };

    public static IEnumerable<IReadOnlyList<Node>> Bodies(Node node) => node switch
    {
        IfNode branches => branches.Branches.Select(branch => branch.Body).Append(branches.Else),
        ForNode loop => [loop.Body, loop.Else],
        SetBlockNode set => [set.Body],
        GenerationNode generation => [generation.Body],
        _ => [],
    };

    private static void Visit(IReadOnlyList<Node> body, HashSet<string> given, List<NameUse> uses)
    {
        foreach (var node in body)
        {
            if (node is ForNode loop)
            {
                Read(loop.Items, given, uses);
                HashSet<string> inner = [.. given, .. loop.Targets, "loop"];
                uses.AddRange(loop.Targets.Select(name => new NameUse(name, true, true, node.Line, node.Column)));
                if (loop.Filter is not null)
                    Read(loop.Filter, inner, uses);
                Visit(loop.Body, inner, uses);
                Visit(loop.Else, given, uses);
                continue;
            }

            foreach (var expression in Expressions(node))
                Read(expression, given, uses);
            foreach (var inner in Bodies(node))
                Visit(inner, given, uses);
            if (node is SetNode { Attribute: null } or SetBlockNode)
            {
                var name = node is SetNode set ? set.Name : ((SetBlockNode)node).Name;
                given.Add(name);
                uses.Add(new NameUse(name, true, true, node.Line, node.Column));
            }
        }
    }

    private static void Read(Expression expression, HashSet<string> given, List<NameUse> uses)
    {
        var functions = expression.All().OfType<Call>().Select(call => call.Target).OfType<Variable>().ToHashSet(ReferenceEqualityComparer.Instance);
        uses.AddRange(expression.All().OfType<Variable>()
            .Where(variable => !functions.Contains(variable) || !Functions.All.ContainsKey(variable.Name))
            .Select(variable => new NameUse(variable.Name, false, given.Contains(variable.Name), variable.Line, variable.Column)));
    }
}
