namespace Studio.Templates;

/// <summary>A template that cannot be read or rendered: what is wrong, and where it stands (both counted from 1).</summary>
public sealed class TemplateException(string message, int line, int column)
    : Exception($"Line {line}, column {column}: {message}")
{
    /// <summary>The sentence without the place.</summary>
    public string Reason { get; } = message;

    public int Line { get; } = line;

    public int Column { get; } = column;
}
