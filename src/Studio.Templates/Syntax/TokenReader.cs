namespace Studio.Templates.Syntax;

/// <summary>Walks the tokens; every complaint names the token's place.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens, int maxDepth)
{
    private int _at;
    private int _depth;

    public Token Current => tokens[_at];

    public Token Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    public bool Take(TokenKind kind, string value)
    {
        if (!Current.Is(kind, value))
            return false;
        Take();
        return true;
    }

    public Token Expect(TokenKind kind, string what) =>
        Current.Kind == kind ? Take() : throw Error($"Expected {what}, found {Current}.");

    public void Expect(string symbol)
    {
        if (!Take(TokenKind.Operator, symbol))
            throw Error($"Expected '{symbol}', found {Current}.");
    }

    public T Nested<T>(Func<T> read)
    {
        if (++_depth > maxDepth)
            throw Error($"This is nested more than {maxDepth} deep.");
        try
        {
            return read();
        }
        finally
        {
            _depth--;
        }
    }

    public TemplateException Error(string message) => new(message, Current.Line, Current.Column);
}
