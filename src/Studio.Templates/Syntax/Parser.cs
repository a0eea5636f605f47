namespace Studio.Templates.Syntax;

/// <summary>Reads the statements of a template.</summary>
internal sealed class Parser(IReadOnlyList<Token> tokens, TemplateOptions options)
{
    // A level of nesting in a template takes several calls on the stack, so the limit is on levels, not calls.
    private readonly TokenReader _reader = new(tokens, options.MaxDepth);
    private int _loops;

    private ExpressionParser Expressions => new(_reader);

    public IReadOnlyList<Node> ReadTemplate()
    {
        var body = ReadBody();
        if (_reader.Current.Kind != TokenKind.End)
            throw _reader.Error($"{{% {_reader.Next.Value} %}} stands here without the tag that it belongs to.");
        return body;
    }

    // Ends before a tag that is not a statement of its own (endif, else …), which the caller expects.
    private List<Node> ReadBody() => _reader.Nested(() =>
    {
        var body = new List<Node>();
        while (true)
        {
            var token = _reader.Current;
            switch (token.Kind)
            {
                case TokenKind.Text:
                    _reader.Take();
                    body.Add(new TextNode(token.Value, token.Line, token.Column));
                    break;
                case TokenKind.OutputStart:
                    body.Add(ReadOutput());
                    break;
                case TokenKind.BlockStart when !IsClosing(_reader.Next.Value):
                    _reader.Take();
                    body.Add(ReadStatement());
                    break;
                default:
                    return body;
            }
        }
    });

    private static bool IsClosing(string name) => name is "elif" or "else" || name.StartsWith("end", StringComparison.Ordinal);

    private OutputNode ReadOutput()
    {
        var start = _reader.Take();
        var value = Expressions.Read();
        _reader.Expect(TokenKind.OutputEnd, "}}");
        return new OutputNode(value, start.Line, start.Column);
    }

    private Node ReadStatement()
    {
        var name = _reader.Expect(TokenKind.Name, "the name of a tag");
        return name.Value switch
        {
            "if" => ReadIf(name),
            "for" => ReadFor(name),
            "set" => ReadSet(name),
            "generation" => new GenerationNode(ReadEnclosed("endgeneration"), name.Line, name.Column),
            "break" or "continue" => ReadLoopControl(name),
            _ => throw new TemplateException(
                $"The tag '{name.Value}' is not part of the template language (if, for, set, raw and generation are).", name.Line, name.Column),
        };
    }

    private IfNode ReadIf(Token start)
    {
        var branches = new List<(Expression, IReadOnlyList<Node>)>();
        do
        {
            var condition = Expressions.Read();
            EndTag();
            branches.Add((condition, ReadBody()));
        }
        while (TakeTag("elif", endTag: false));

        IReadOnlyList<Node> otherwise = TakeTag("else") ? ReadBody() : [];
        Close("endif", start);
        return new IfNode(branches, otherwise, start.Line, start.Column);
    }

    private ForNode ReadFor(Token start)
    {
        var targets = new List<string> { Target() };
        while (_reader.Take(TokenKind.Operator, ","))
            targets.Add(Target());
        if (!_reader.Take(TokenKind.Name, "in"))
            throw _reader.Error($"Expected 'in', found {_reader.Current}.");
        var items = Expressions.ReadWithoutCondition();
        var filter = _reader.Take(TokenKind.Name, "if") ? Expressions.Read() : null;
        if (_reader.Current.Is(TokenKind.Name, "recursive"))
            throw _reader.Error("Recursive loops are not part of the template language.");
        EndTag();
        _loops++;
        var body = ReadBody();
        _loops--;
        IReadOnlyList<Node> otherwise = TakeTag("else") ? ReadBody() : [];
        Close("endfor", start);
        return new ForNode(targets, items, filter, body, otherwise, start.Line, start.Column);
    }

    private Node ReadSet(Token start)
    {
        var name = Target();
        var attribute = _reader.Take(TokenKind.Operator, ".") ? _reader.Expect(TokenKind.Name, "a name").Value : null;
        if (attribute is null && _reader.Current.Kind == TokenKind.BlockEnd)
            return new SetBlockNode(name, ReadEnclosed("endset"), start.Line, start.Column);
        _reader.Expect("=");
        var value = Expressions.ReadTuple();
        EndTag();
        return new SetNode(name, attribute, value, start.Line, start.Column);
    }

    private LoopControlNode ReadLoopControl(Token name)
    {
        if (_loops == 0)
            throw new TemplateException($"'{name.Value}' stands outside a loop.", name.Line, name.Column);
        EndTag();
        return new LoopControlNode(name.Value == "break", name.Line, name.Column);
    }

    private List<Node> ReadEnclosed(string end)
    {
        var start = _reader.Current;
        EndTag();
        var body = ReadBody();
        Close(end, start);
        return body;
    }

    private string Target()
    {
        var name = _reader.Expect(TokenKind.Name, "a name");
        return ExpressionParser.IsReserved(name.Value) || name.Value == "loop"
            ? throw new TemplateException($"'{name.Value}' is a word of the language and cannot be a name.", name.Line, name.Column)
            : name.Value;
    }

    private bool TakeTag(string name, bool endTag = true)
    {
        if (_reader.Current.Kind != TokenKind.BlockStart || _reader.Next.Value != name)
            return false;
        _reader.Take();
        _reader.Take();
        if (endTag)
            EndTag();
        return true;
    }

    private void Close(string name, Token opened)
    {
        if (!TakeTag(name))
            throw new TemplateException($"This tag is never closed with {{% {name} %}}; found {Found()}.", opened.Line, opened.Column);
    }

    private string Found() => _reader.Current.Kind == TokenKind.BlockStart ? $"{{% {_reader.Next.Value} %}}" : _reader.Current.ToString();

    private void EndTag() => _reader.Expect(TokenKind.BlockEnd, "%}");
}
