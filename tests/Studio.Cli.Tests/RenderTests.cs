namespace Studio.Cli.Tests;

public sealed class RenderTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task A_template_is_filled_and_printed_as_it_is()
    {
        _studio.Write("prompt.j2", "{% for s in shots %}{{ s.text }} = {{ s.label }}; {% endfor %}{{ text }}?");
        _studio.Write("vars.json", """{"shots": [{"text": "fine", "label": 1}, {"text": "dull", "label": 0}], "text": "<b>warm</b>"}""");
        var (code, output, _) = await _studio.RunAsync("render", "--template", "prompt.j2", "--input", "vars.json");
        Assert.Equal((0, "fine = 1; dull = 0; <b>warm</b>?"), (code, output.TrimEnd('\n')));
    }

    [Fact]
    public async Task A_mistake_in_the_template_is_told_with_its_place()
    {
        _studio.Write("prompt.j2", "fine", "{% if %}");
        _studio.Write("vars.json", "{}");
        var (code, output, error) = await _studio.RunAsync("render", "--template", "prompt.j2", "--input", "vars.json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("Line 2", error, StringComparison.Ordinal);
    }
}
