namespace Studio.Templates.Syntax;

/// <summary>The parts of a template's tree, for whatever looks at it without rendering.</summary>
internal static class Walk
{
    public static IEnumerable<Expression> Parts(this Expression expression) => expression switch
    {
        ListLiteral list => list.Items,
        DictLiteral map => map.Items.SelectMany(pair => new[] { pair.Key, pair.Value }),
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        Comparison comparison => comparison.Rest.Select(link => link.Right).Prepend(comparison.First),
        Conditional conditional => Present(conditional.Condition, conditional.Then, conditional.Else),
        Attribute attribute => [attribute.Target],
        Item item => [item.Target, item.Key],
        Slice slice => Present(slice.Target, slice.Start, slice.Stop, slice.Step),
        Call call => Of(call.Arguments).Prepend(call.Target),
        Filter filter => Of(filter.Arguments).Prepend(filter.Input),
        Test test => Of(test.Arguments).Prepend(test.Input),
        _ => [],
    };

    /// <summary>The expression and everything in it, outermost first.</summary>
    public static IEnumerable<Expression> All(this Expression expression)
    {
        var open = new Stack<Expression>([expression]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var part in next.Parts().Reverse())
                open.Push(part);
        }
    }

    private static IEnumerable<Expression> Of(Arguments arguments) => arguments.Positional.Concat(arguments.Named.Select(item => item.Value));

    private static IEnumerable<Expression> Present(params Expression?[] parts) => parts.OfType<Expression>();
}
