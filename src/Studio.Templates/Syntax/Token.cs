namespace Studio.Templates.Syntax;

internal enum TokenKind { Text, BlockStart, BlockEnd, OutputStart, OutputEnd, Name, String, Integer, Float, Operator, End }

/// <summary>A piece of the source with its place, counted from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, int Line, int Column)
{
    public bool Is(TokenKind kind, string value) => Kind == kind && Value == value;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.BlockEnd => "%}",
        TokenKind.OutputEnd => "}}",
        TokenKind.Text => "text",
        _ => $"'{Value}'",
    };
}
