namespace Studio.Templates.Syntax;

/// <summary>A statement of a template.</summary>
internal abstract record Node(int Line, int Column);

internal sealed record TextNode(string Text, int Line, int Column) : Node(Line, Column);

internal sealed record OutputNode(Expression Value, int Line, int Column) : Node(Line, Column);

internal sealed record IfNode(IReadOnlyList<(Expression Condition, IReadOnlyList<Node> Body)> Branches, IReadOnlyList<Node> Else, int Line, int Column) : Node(Line, Column);

internal sealed record ForNode(
    IReadOnlyList<string> Targets, Expression Items, Expression? Filter, IReadOnlyList<Node> Body, IReadOnlyList<Node> Else, int Line, int Column) : Node(Line, Column);

/// <summary><c>set name = value</c>, or <c>set namespace.attribute = value</c>.</summary>
internal sealed record SetNode(string Name, string? Attribute, Expression Value, int Line, int Column) : Node(Line, Column);

internal sealed record SetBlockNode(string Name, IReadOnlyList<Node> Body, int Line, int Column) : Node(Line, Column);

internal sealed record GenerationNode(IReadOnlyList<Node> Body, int Line, int Column) : Node(Line, Column);

internal sealed record LoopControlNode(bool IsBreak, int Line, int Column) : Node(Line, Column);

/// <summary>Something that has a value.</summary>
internal abstract record Expression(int Line, int Column);

internal sealed record Literal(object? Value, int Line, int Column) : Expression(Line, Column);

internal sealed record Variable(string Name, int Line, int Column) : Expression(Line, Column);

internal sealed record ListLiteral(IReadOnlyList<Expression> Items, int Line, int Column) : Expression(Line, Column);

internal sealed record DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> Items, int Line, int Column) : Expression(Line, Column);

internal sealed record Unary(string Operator, Expression Operand, int Line, int Column) : Expression(Line, Column);

internal sealed record Binary(string Operator, Expression Left, Expression Right, int Line, int Column) : Expression(Line, Column);

/// <summary>A chain such as <c>1 &lt; x &lt;= 3</c>.</summary>
internal sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Right)> Rest, int Line, int Column) : Expression(Line, Column);

internal sealed record Conditional(Expression Condition, Expression Then, Expression? Else, int Line, int Column) : Expression(Line, Column);

internal sealed record Attribute(Expression Target, string Name, int Line, int Column) : Expression(Line, Column);

internal sealed record Item(Expression Target, Expression Key, int Line, int Column) : Expression(Line, Column);

internal sealed record Slice(Expression Target, Expression? Start, Expression? Stop, Expression? Step, int Line, int Column) : Expression(Line, Column);

internal sealed record Call(Expression Target, Arguments Arguments, int Line, int Column) : Expression(Line, Column);

internal sealed record Filter(Expression Input, string Name, Arguments Arguments, int Line, int Column) : Expression(Line, Column);

internal sealed record Test(Expression Input, string Name, bool Negated, Arguments Arguments, int Line, int Column) : Expression(Line, Column);

internal sealed record Arguments(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static readonly Arguments None = new([], []);
}
