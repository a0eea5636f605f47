using Studio.Templates.Syntax;

namespace Studio.Templates.Rendering;

/// <summary>Works out expressions.</summary>
internal sealed class Evaluator(Budget budget)
{
    public Budget Budget => budget;

    public object? Evaluate(Expression expression, Scope scope)
    {
        budget.Step(expression.Line, expression.Column);
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case Variable variable:
                return scope.TryGet(variable.Name, out var value) ? value : new Undefined(variable.Name);
            case ListLiteral list:
                return list.Items.Select(item => Evaluate(item, scope)).ToList();
            case DictLiteral map:
                return map.Items.ToDictionary(pair => TextForm.Of(Evaluate(pair.Key, scope)), pair => Evaluate(pair.Value, scope));
            case Conditional conditional:
                return Values.IsTrue(Evaluate(conditional.Condition, scope)) ? Evaluate(conditional.Then, scope)
                    : conditional.Else is null ? new Undefined("the other case") : Evaluate(conditional.Else, scope);
            case Unary { Operator: "not" } not:
                return !Values.IsTrue(Evaluate(not.Operand, scope));
            case Unary unary:
                return Arithmetic.Negate(unary, Evaluate(unary.Operand, scope));
            case Binary { Operator: "and" } and:
                return Evaluate(and.Left, scope) is var left && Values.IsTrue(left) ? Evaluate(and.Right, scope) : left;
            case Binary { Operator: "or" } or:
                return Evaluate(or.Left, scope) is var first && Values.IsTrue(first) ? first : Evaluate(or.Right, scope);
            case Binary binary:
                return Arithmetic.Apply(binary, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope), budget);
            case Comparison comparison:
                return Compare(comparison, scope);
            case Syntax.Attribute attribute:
                return Lookup.Attribute(Evaluate(attribute.Target, scope), attribute.Name, attribute);
            case Item item:
                return Lookup.Item(Evaluate(item.Target, scope), Evaluate(item.Key, scope), item);
            case Slice slice:
                return EvaluateSlice(slice, scope);
            case Call call:
                return EvaluateCall(call, scope);
            case Filter filter:
                return ApplyFilter(filter.Name, Evaluate(filter.Input, scope), Given(filter.Arguments, filter, scope));
            case Test test:
                return ApplyTest(test.Name, Evaluate(test.Input, scope), Given(test.Arguments, test, scope)) != test.Negated;
            default:
                throw new TemplateException("This expression cannot be worked out.", expression.Line, expression.Column);
        }
    }

    public static object? ApplyFilter(string name, object? input, Given given) =>
        Filters.All.TryGetValue(name, out var filter) ? filter(input, given) : throw given.Error($"There is no filter called '{name}'.");

    public static bool ApplyTest(string name, object? input, Given given) =>
        Tests.All.TryGetValue(name, out var test) ? test(input, given) : throw given.Error($"There is no test called '{name}'.");

    private object? EvaluateSlice(Slice slice, Scope scope)
    {
        var target = Evaluate(slice.Target, scope);
        return Lookup.Slice(target, Bound(slice.Start), Bound(slice.Stop), Bound(slice.Step), slice);

        int? Bound(Expression? part) => part is null ? null : Evaluate(part, scope) switch
        {
            null => null,
            long number => (int)Math.Clamp(number, int.MinValue + 1, int.MaxValue),
            var other => throw new TemplateException($"A slice needs whole numbers, this is {Values.Kind(other)}.", part.Line, part.Column),
        };
    }

    private object? EvaluateCall(Call call, Scope scope)
    {
        if (call.Target is Syntax.Attribute method)
            return Methods.Invoke(Evaluate(method.Target, scope), method.Name, Given(call.Arguments, call, scope));
        if (call.Target is Variable { Name: var name } && Functions.All.TryGetValue(name, out var function) && !scope.TryGet(name, out _))
            return function(Given(call.Arguments, call, scope));
        throw new TemplateException(
            call.Target is Variable variable ? $"There is no function called '{variable.Name}'." : "Only functions can be called.", call.Line, call.Column);
    }

    private Given Given(Arguments arguments, Expression at, Scope scope) => new(
        [.. arguments.Positional.Select(item => Evaluate(item, scope))],
        arguments.Named.ToDictionary(item => item.Name, item => Evaluate(item.Value, scope)),
        this, at);

    private bool Compare(Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (comparator, expression) in comparison.Rest)
        {
            var right = Evaluate(expression, scope);
            if (!Holds(comparator, left, right, expression))
                return false;
            left = right;
        }

        return true;
    }

    private static bool Holds(string comparator, object? left, object? right, Expression at)
    {
        switch (comparator)
        {
            case "==":
                return Values.Equals(left, right);
            case "!=":
                return !Values.Equals(left, right);
            case "in":
                return Lookup.Contains(right, left, at);
            case "not in":
                return !Lookup.Contains(right, left, at);
        }

        var order = Values.Order(left, right) ?? throw new TemplateException(
            $"{Values.Kind(left)} and {Values.Kind(right)} cannot be compared with '{comparator}'.", at.Line, at.Column);
        return comparator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }
}
