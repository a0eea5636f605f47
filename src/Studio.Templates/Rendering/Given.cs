using Studio.Templates.Syntax;

namespace Studio.Templates.Rendering;

/// <summary>What a filter, test, method or function was given in its parentheses.</summary>
internal sealed record Given(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named, Evaluator Evaluator, Expression At)
{
    public int Count => Positional.Count + Named.Count;

    public TemplateException Error(string message) => new(message, At.Line, At.Column);

    public bool Has(int index, string name) => index < Positional.Count || Named.ContainsKey(name);

    public object? Get(int index, string name, object? otherwise = null) =>
        index < Positional.Count ? Positional[index] : Named.TryGetValue(name, out var value) ? value : otherwise;

    public string? Text(int index, string name, string? otherwise = null) => Get(index, name, otherwise) switch
    {
        null => null,
        string text => text,
        var other => throw Error($"'{name}' must be text, this is {Values.Kind(other)}."),
    };

    public long Integer(int index, string name, long otherwise) => Get(index, name, otherwise) switch
    {
        long number => number,
        bool truth => truth ? 1 : 0,
        var other => throw Error($"'{name}' must be a whole number, this is {Values.Kind(other)}."),
    };

    /// <summary>The same call without its first <paramref name="count"/> values, for filters that apply another one.</summary>
    public Given Skip(int count) => this with { Positional = [.. Positional.Skip(count)], Named = new Dictionary<string, object?>() };

    public string Sized(string text)
    {
        Evaluator.Budget.Size(text.Length, At.Line, At.Column);
        return text;
    }

    public void Step() => Evaluator.Budget.Step(At.Line, At.Column);
}
