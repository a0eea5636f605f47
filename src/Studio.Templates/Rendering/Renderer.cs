using System.Text;
using Studio.Templates.Syntax;

namespace Studio.Templates.Rendering;

/// <summary>Carries out the statements of a template.</summary>
internal sealed class Renderer(TemplateOptions options, CancellationToken cancel)
{
    private enum Flow { On, Break, Continue }

    private readonly Budget _budget = new(options, cancel);
    private readonly List<(int, int)> _generated = [];
    private StringBuilder _output = new();
    private Evaluator _evaluator = null!;

    public RenderedTemplate Render(IReadOnlyList<Node> body, IReadOnlyDictionary<string, object?> variables)
    {
        var scope = new Scope(null);
        foreach (var (name, value) in variables)
            scope[name] = Values.From(value);
        _evaluator = new Evaluator(_budget);
        Run(body, new Scope(scope));
        return new RenderedTemplate(_output.ToString(), _generated);
    }

    private Flow Run(IReadOnlyList<Node> body, Scope scope)
    {
        foreach (var node in body)
        {
            _budget.Step(node.Line, node.Column);
            var flow = Run(node, scope);
            if (flow != Flow.On)
                return flow;
        }

        return Flow.On;
    }

    private Flow Run(Node node, Scope scope)
    {
        switch (node)
        {
            case TextNode text:
                Write(text.Text, node);
                return Flow.On;
            case OutputNode output:
                Write(TextOf(output.Value, scope), node);
                return Flow.On;
            case IfNode branches:
                return RunIf(branches, scope);
            case ForNode loop:
                return RunFor(loop, scope);
            case SetNode set:
                Set(set, scope);
                return Flow.On;
            case SetBlockNode set:
                scope[set.Name] = Capture(set.Body, scope);
                return Flow.On;
            case GenerationNode generation:
                var start = _output.Length;
                var flow = Run(generation.Body, scope);
                _generated.Add((start, _output.Length));
                return flow;
            case LoopControlNode control:
                return control.IsBreak ? Flow.Break : Flow.Continue;
            default:
                throw new TemplateException("This statement cannot be carried out.", node.Line, node.Column);
        }
    }

    private string TextOf(Expression expression, Scope scope)
    {
        var value = _evaluator.Evaluate(expression, scope);
        return value is Undefined undefined && options.Strict
            ? throw new TemplateException($"'{undefined.Name}' has no value.", expression.Line, expression.Column)
            : TextForm.Of(value);
    }

    private Flow RunIf(IfNode node, Scope scope)
    {
        foreach (var (condition, body) in node.Branches)
        {
            if (Values.IsTrue(_evaluator.Evaluate(condition, scope)))
                return Run(body, scope);
        }

        return Run(node.Else, scope);
    }

    private Flow RunFor(ForNode node, Scope scope)
    {
        var value = _evaluator.Evaluate(node.Items, scope);
        var items = Values.Items(value)
            ?? throw new TemplateException($"A loop needs a list, this is {Values.Kind(value)}.", node.Items.Line, node.Items.Column);
        if (node.Filter is not null)
            items = [.. items.Where(item => Values.IsTrue(_evaluator.Evaluate(node.Filter, Bind(node, item, scope))))];
        if (items.Count == 0)
            return Run(node.Else, scope);
        var loop = new LoopState(items);
        for (; loop.Index < items.Count; loop.Index++)
        {
            var inner = Bind(node, items[loop.Index], scope);
            inner["loop"] = loop;
            if (Run(node.Body, inner) == Flow.Break)
                break;
        }

        return Flow.On;
    }

    private Scope Bind(ForNode node, object? item, Scope scope)
    {
        _budget.Step(node.Line, node.Column);
        var inner = new Scope(scope);
        if (node.Targets.Count == 1)
        {
            inner[node.Targets[0]] = item;
            return inner;
        }

        if (item is not List<object?> parts || parts.Count != node.Targets.Count)
            throw new TemplateException($"Each item must be a list of {node.Targets.Count} values here.", node.Line, node.Column);
        for (var i = 0; i < parts.Count; i++)
            inner[node.Targets[i]] = parts[i];
        return inner;
    }

    private void Set(SetNode node, Scope scope)
    {
        var value = _evaluator.Evaluate(node.Value, scope);
        if (node.Attribute is null)
            scope[node.Name] = value;
        else if (scope.TryGet(node.Name, out var target) && target is Namespace space)
            space[node.Attribute] = value;
        else
            throw new TemplateException($"Only a namespace() can be changed by its parts; '{node.Name}' is none.", node.Line, node.Column);
    }

    private string Capture(IReadOnlyList<Node> body, Scope scope)
    {
        var outer = _output;
        _output = new StringBuilder();
        Run(body, scope);
        var text = _output.ToString();
        _output = outer;
        return text;
    }

    private void Write(string text, Node node)
    {
        _budget.Size((long)_output.Length + text.Length, node.Line, node.Column);
        _output.Append(text);
    }
}
