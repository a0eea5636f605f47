using Studio.Templates.Rendering;
using Studio.Templates.Syntax;

namespace Studio.Templates;

/// <summary>
/// A prompt or chat template in a subset of Jinja (jinja.palletsprojects.com/templates): output, <c>if</c>, <c>for</c>, <c>set</c>, comments, <c>raw</c>,
/// filters, tests, and transformers' <c>generation</c> blocks. What lies outside the subset is refused where it stands.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<Node> _body;
    private readonly TemplateOptions _options;

    private Template(string source, IReadOnlyList<Node> body, TemplateOptions options) => (Source, _body, _options) = (source, body, options);

    public string Source { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It is not written in the subset; the message names the place.</exception>
    public static Template Parse(string source, TemplateOptions? options = null)
    {
        options ??= TemplateOptions.Prompt;
        var tokens = new Lexer(source, options).Read();
        return new Template(source, new Parser(tokens, options).ReadTemplate(), options);
    }

    /// <summary>Fills the template. Values may be text, numbers, booleans, null, lists and dictionaries of these, or <see cref="System.Text.Json.JsonElement"/>.</summary>
    /// <exception cref="TemplateException">An operation does not fit its values, the template raised an error, or a limit was reached.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables, CancellationToken cancel = default) =>
        RenderSpans(variables, cancel).Text;

    /// <summary>As <see cref="Render"/>, with the stretches of the result that stood in <c>generation</c> blocks.</summary>
    public RenderedTemplate RenderSpans(IReadOnlyDictionary<string, object?> variables, CancellationToken cancel = default) =>
        new Renderer(_options, cancel).Render(_body, variables);

    /// <summary>The variables that the template needs from outside, in the order of their first appearance.</summary>
    public IReadOnlyList<TemplateVariable> Variables => VariableFinder.Find(_body);

    /// <summary>Remarks for whoever writes the template: names that are never used, unknown filters, and the like.</summary>
    public IReadOnlyList<TemplateRemark> Lint(IReadOnlyCollection<string>? known = null) => Linter.Check(_body, known);
}

/// <summary>A rendered text. <paramref name="Generated"/> holds (start, end) in UTF-16 code units: what the assistant is to learn.</summary>
public sealed record RenderedTemplate(string Text, IReadOnlyList<(int Start, int End)> Generated);

/// <summary>A name that must be given from outside, and where it first stands.</summary>
public sealed record TemplateVariable(string Name, int Line, int Column);

/// <summary>Something that is allowed but probably not meant.</summary>
public sealed record TemplateRemark(string Message, int Line, int Column);
