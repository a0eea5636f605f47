using System.Globalization;

namespace Studio.Templates.Syntax;

/// <summary>Reads expressions with Jinja's precedence, loosest first.</summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    // Chains such as a + b + c … become trees as deep as they are long, and are walked by recursion.
    private const int MaxLinks = 500;

    private static readonly string[] Comparators = ["==", "!=", "<", "<=", ">", ">="];

    private int _links;

    public static bool IsReserved(string name) =>
        name is "and" or "or" or "not" or "in" or "is" or "if" or "else" or "elif" or "for" or "true" or "false" or "none" or "True" or "False" or "None";

    public Expression Read() => reader.Nested(() =>
    {
        var value = ReadOr();
        while (reader.Current is { Value: "if", Kind: TokenKind.Name } at)
        {
            Link();
            reader.Take();
            var condition = ReadOr();
            var otherwise = reader.Take(TokenKind.Name, "else") ? Read() : null;
            value = new Conditional(condition, value, otherwise, at.Line, at.Column);
        }

        return value;
    });

    /// <summary>What a loop walks over: the <c>if</c> behind it belongs to the loop.</summary>
    public Expression ReadWithoutCondition() => reader.Nested(ReadOr);

    /// <summary>One value, or several with commas between as a list.</summary>
    public Expression ReadTuple()
    {
        var first = Read();
        if (!reader.Current.Is(TokenKind.Operator, ","))
            return first;
        var items = new List<Expression> { first };
        while (reader.Take(TokenKind.Operator, ","))
            items.Add(Read());
        return new ListLiteral(items, first.Line, first.Column);
    }

    private Expression ReadOr() => ReadLeft(ReadAnd, TokenKind.Name, "or");

    private Expression ReadAnd() => ReadLeft(ReadNot, TokenKind.Name, "and");

    private Expression ReadNot()
    {
        if (reader.Current is not { Kind: TokenKind.Name, Value: "not" } at)
            return ReadComparison();
        reader.Take();
        return new Unary("not", reader.Nested(ReadNot), at.Line, at.Column);
    }

    private Expression ReadComparison()
    {
        var first = ReadSum();
        var rest = new List<(string, Expression)>();
        while (TakeComparator() is { } comparator)
            rest.Add((comparator, ReadSum()));
        return rest.Count == 0 ? first : new Comparison(first, rest, first.Line, first.Column);
    }

    private string? TakeComparator()
    {
        var token = reader.Current;
        if (token.Kind == TokenKind.Operator && Comparators.Contains(token.Value))
            return reader.Take().Value;
        if (reader.Take(TokenKind.Name, "in"))
            return "in";
        if (!token.Is(TokenKind.Name, "not") || !reader.Next.Is(TokenKind.Name, "in"))
            return null;
        reader.Take();
        reader.Take();
        return "not in";
    }

    private Expression ReadSum() => ReadLeft(ReadConcatenation, TokenKind.Operator, "+", "-");

    private Expression ReadConcatenation() => ReadLeft(ReadProduct, TokenKind.Operator, "~");

    private Expression ReadProduct() => ReadLeft(() => ReadUnary(withFilters: true), TokenKind.Operator, "*", "/", "//", "%");

    private Expression ReadLeft(Func<Expression> operand, TokenKind kind, params ReadOnlySpan<string> operators)
    {
        var left = operand();
        while (reader.Current is var at && at.Kind == kind && operators.Contains(at.Value))
        {
            Link();
            reader.Take();
            left = new Binary(at.Value, left, operand(), at.Line, at.Column);
        }

        return left;
    }

    private Expression ReadUnary(bool withFilters)
    {
        var at = reader.Current;
        Expression value;
        if (at.Kind == TokenKind.Operator && at.Value is "-" or "+")
        {
            reader.Take();
            value = new Unary(at.Value, reader.Nested(() => ReadUnary(withFilters: false)), at.Line, at.Column);
        }
        else
        {
            value = ReadPostfix(ReadPrimary());
            if (reader.Current is { Kind: TokenKind.Operator, Value: "**" } power)
            {
                reader.Take();
                value = new Binary("**", value, reader.Nested(() => ReadUnary(withFilters: false)), power.Line, power.Column);
            }
        }

        return withFilters ? ReadFiltersAndTests(value) : value;
    }

    private Expression ReadPrimary()
    {
        var token = reader.Take();
        Expression Constant(object? value) => new Literal(value, token.Line, token.Column);
        switch (token.Kind)
        {
            case TokenKind.String:
                var text = token.Value;
                while (reader.Current.Kind == TokenKind.String)
                    text += reader.Take().Value;
                return Constant(text);
            case TokenKind.Integer:
                return long.TryParse(token.Value, CultureInfo.InvariantCulture, out var integer)
                    ? Constant(integer) : throw new TemplateException("This number is too large.", token.Line, token.Column);
            case TokenKind.Float:
                return Constant(double.Parse(token.Value, CultureInfo.InvariantCulture));
            case TokenKind.Name:
                return token.Value switch
                {
                    "true" or "True" => Constant(true),
                    "false" or "False" => Constant(false),
                    "none" or "None" => Constant(null),
                    var name when IsReserved(name) => throw new TemplateException($"'{name}' cannot stand here.", token.Line, token.Column),
                    var name => new Variable(name, token.Line, token.Column),
                };
            default:
                return token.Value switch
                {
                    "(" => ReadParenthesis(token),
                    "[" => new ListLiteral(ReadItems("]", Read), token.Line, token.Column),
                    "{" => new DictLiteral(ReadItems("}", ReadPair), token.Line, token.Column),
                    _ => throw new TemplateException($"Expected a value, found {token}.", token.Line, token.Column),
                };
        }
    }

    private Expression ReadParenthesis(Token open)
    {
        if (reader.Take(TokenKind.Operator, ")"))
            return new ListLiteral([], open.Line, open.Column);
        var first = Read();
        if (reader.Take(TokenKind.Operator, ")"))
            return first;
        reader.Expect(",");
        return new ListLiteral([first, .. ReadItems(")", Read)], open.Line, open.Column);
    }

    private (Expression, Expression) ReadPair()
    {
        var key = Read();
        reader.Expect(":");
        return (key, Read());
    }

    private List<T> ReadItems<T>(string close, Func<T> read)
    {
        var items = new List<T>();
        while (!reader.Take(TokenKind.Operator, close))
        {
            items.Add(read());
            if (!reader.Current.Is(TokenKind.Operator, close))
                reader.Expect(",");
        }

        return items;
    }

    private Expression ReadPostfix(Expression value)
    {
        while (reader.Current is { Kind: TokenKind.Operator } at)
        {
            Link();
            switch (at.Value)
            {
                case ".":
                    reader.Take();
                    value = reader.Current.Kind == TokenKind.Integer
                        ? new Item(value, ReadPrimary(), at.Line, at.Column)
                        : new Attribute(value, reader.Expect(TokenKind.Name, "a name").Value, at.Line, at.Column);
                    break;
                case "[":
                    reader.Take();
                    value = ReadSubscript(value, at);
                    break;
                case "(":
                    value = new Call(value, ReadArguments(), at.Line, at.Column);
                    break;
                default:
                    return value;
            }
        }

        return value;
    }

    private Expression ReadSubscript(Expression target, Token at)
    {
        var parts = new Expression?[3];
        var part = 0;
        while (!reader.Take(TokenKind.Operator, "]"))
        {
            if (!reader.Take(TokenKind.Operator, ":"))
                parts[part] = Read();
            else if (++part > 2)
                throw reader.Error("A slice has at most three parts.");
        }

        if (part == 0 && parts[0] is null)
            throw reader.Error("Expected an index between [ and ].");
        return part == 0
            ? new Item(target, parts[0]!, at.Line, at.Column)
            : new Slice(target, parts[0], parts[1], parts[2], at.Line, at.Column);
    }

    private Arguments ReadArguments()
    {
        reader.Expect("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        foreach (var (name, value) in ReadItems(")", ReadArgument))
        {
            if (name is not null)
                named.Add((name, value));
            else if (named.Count > 0)
                throw new TemplateException("A value without a name cannot follow a named one.", value.Line, value.Column);
            else
                positional.Add(value);
        }

        return new Arguments(positional, named);
    }

    private (string? Name, Expression Value) ReadArgument()
    {
        if (reader.Current.Kind != TokenKind.Name || !reader.Next.Is(TokenKind.Operator, "="))
            return (null, Read());
        var name = reader.Take().Value;
        reader.Take();
        return (name, Read());
    }

    private Expression ReadFiltersAndTests(Expression value)
    {
        while (true)
        {
            Link();
            var at = reader.Current;
            if (reader.Take(TokenKind.Operator, "|"))
            {
                var name = reader.Expect(TokenKind.Name, "the name of a filter").Value;
                value = new Filter(value, name, reader.Current.Is(TokenKind.Operator, "(") ? ReadArguments() : Arguments.None, at.Line, at.Column);
            }
            else if (reader.Take(TokenKind.Name, "is"))
            {
                value = ReadTest(value, at);
            }
            else
            {
                return value;
            }
        }
    }

    private Test ReadTest(Expression value, Token at)
    {
        var negated = reader.Take(TokenKind.Name, "not");
        var name = reader.Expect(TokenKind.Name, "the name of a test").Value;
        var arguments = Arguments.None;
        if (reader.Current.Is(TokenKind.Operator, "("))
            arguments = ReadArguments();
        else if (reader.Current.Kind is TokenKind.String or TokenKind.Integer or TokenKind.Float ||
                 (reader.Current.Kind == TokenKind.Name && !IsReserved(reader.Current.Value) && reader.Current.Value != "is"))
            arguments = new Arguments([ReadPostfix(ReadPrimary())], []);
        return new Test(value, name, negated, arguments, at.Line, at.Column);
    }

    private void Link()
    {
        if (++_links > MaxLinks)
            throw reader.Error("This expression is too long; split it with set.");
    }
}
