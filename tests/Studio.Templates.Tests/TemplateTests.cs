namespace Studio.Templates.Tests;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, object?> Nothing = [];

    [Theory]
    [InlineData("{{ 1 / 2 }} {{ 4 / 2 }} {{ 1e0 }}", "column")]
    [InlineData("{{ 3.0 }} {{ 0.1 + 0.2 }} {{ 100000.0 * 100000.0 }}", "3.0 0.30000000000000004 10000000000.0")]
    [InlineData("{{ [1, 'a', none, true, {'k': 2.5}] }}", "[1, 'a', None, True, {'k': 2.5}]")]
    [InlineData("{{ {'a': [1, 'é\"']} | tojson }}", "{\"a\": [1, \"é\\\"\"]}")]
    [InlineData("{{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }}", "-4 2 1024")]
    [InlineData("{{ 'abcdef'[1:4] }}{{ 'abc'[::-1] }}{{ [1,2,3][-1] }}", "bcdcba3")]
    [InlineData("{% set ns = namespace(n=0) %}{% for i in range(4) if i is odd %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "4")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1")]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "a1b2")]
    [InlineData("{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "013")]
    [InlineData("{{ [{'n': 2}, {'n': 1}] | map(attribute='n') | sort | join(',') }}", "1,2")]
    [InlineData("{{ [1, 2, 3, 4] | select('even') | list }}{{ [{'a': 1}, {'a': 0}] | selectattr('a') | list | length }}", "[2, 4]1")]
    [InlineData("{{ [1, 2] | sum }}{{ -3 | abs }}{{ 'a' < 'b' }}{{ 1 < 2 < 3 }}{{ 1 == 1.0 }}{{ none == false }}", "33TrueTrueTrueFalse")]
    [InlineData("{{ '%' }}{{ \"}}\" }}", "%}}")]
    [InlineData("{{ '👍x' | length }}{{ '👍x'[0] }}", "2👍")]
    public void Renders_as_Jinja_does(string source, string expected)
    {
        if (expected == "column")
            Assert.Throws<TemplateException>(() => Template.Parse(source));
        else
            Assert.Equal(expected, Template.Parse(source).Render(Nothing));
    }

    [Theory]
    [InlineData("ok\n{{ name | nosuch }}", 2, 9, "There is no filter called 'nosuch'.")]
    [InlineData("a\n  {% include 'x' %}", 2, 6, "'include' is not part")]
    [InlineData("{% if x %}\nnever closed", 1, 4, "{% endif %}")]
    [InlineData("{{ name ", 1, 1, "never closed with }}")]
    [InlineData("x {% endfor %}", 1, 3, "{% endfor %}")]
    [InlineData("{{ ''.__class__.__mro__ }}", 1, 16, "has no value")]
    [InlineData("{{ 1 + 'a' }}", 1, 6, "does not go with")]
    [InlineData("{{ cycler('a') }}", 1, 10, "There is no function called 'cycler'.")]
    [InlineData("{% macro f() %}{% endmacro %}", 1, 4, "'macro' is not part")]
    public void Names_what_is_wrong_and_where(string source, int line, int column, string reason)
    {
        var error = Assert.Throws<TemplateException>(() => Template.Parse(source).Render(Nothing));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ 'x' * 1000000000 }}", "characters")]
    [InlineData("{% set ns = namespace(t='xxxxxxxxxx') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}", "characters")]
    [InlineData("{% for a in range(100000) %}{{ 'a long line of text that is written again and again' }}{% endfor %}", "characters")]
    [InlineData("{{ ('a' * 3000000).replace('a', 'bbbbbbbbbb') }}", "characters")]
    [InlineData("{{ 9999999999 ** 9999999999 }}", "too large")]
    public void A_template_that_never_ends_or_writes_too_much_is_stopped(string source, string reason)
    {
        var error = Assert.Throws<TemplateException>(() => Template.Parse(source).Render(Nothing));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_long_templates_are_refused_before_the_stack_ends()
    {
        Assert.Throws<TemplateException>(() => Template.Parse("{{ " + new string('(', 5000) + "1" + new string(')', 5000) + " }}"));
        Assert.Throws<TemplateException>(() => Template.Parse("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000)) + " }}"));
        Assert.Throws<TemplateException>(() => Template.Parse(string.Concat(Enumerable.Repeat("{% if 1 %}", 5000))));
        Assert.Throws<TemplateException>(() => Template.Parse("{{ " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "1 }}"));
        Assert.Throws<TemplateException>(() => Template.Parse("{{ " + new string('-', 100_000) + "1 }}"));
    }

    [Fact]
    public void Rendering_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var template = Template.Parse("{% for a in range(100000) %}{{ a }}{% endfor %}");
        Assert.Throws<OperationCanceledException>(() => template.Render(Nothing, cancel.Token));
    }

    [Fact]
    public void Variables_are_those_that_must_come_from_outside()
    {
        var template = Template.Parse("{{ text }}\n{% for e in examples if e.ok %}{{ e.q }}{{ loop.index }}{{ sep }}{% endfor %}{% set done = text %}{{ done }}{{ range(3) }}");
        Assert.Equal(["text", "examples", "sep"], template.Variables.Select(v => v.Name));
        Assert.Equal((2, 13), (template.Variables[1].Line, template.Variables[1].Column));
    }

    [Fact]
    public void Lint_remarks_on_what_would_fail_or_is_never_used()
    {
        var remarks = Template.Parse("{% set unused = 1 %}{{ text | shout }}\n{{ txet }}{% if text is nice %}{% endif %}").Lint(["text"]);
        Assert.Equal(
            ["'unused' is set here and never used.", "There is no filter called 'shout'.", "Nothing gives 'txet' a value.", "There is no test called 'nice'."],
            remarks.Select(r => r.Message));
    }

    [Fact]
    public void Strict_rendering_refuses_a_variable_without_a_value()
    {
        var template = Template.Parse("Dear {{ name }}", TemplateOptions.Prompt with { Strict = true });
        Assert.Contains("'name' has no value", Assert.Throws<TemplateException>(() => template.Render(Nothing)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_with_braces_and_role_markers_stay_text()
    {
        var variables = new Dictionary<string, object?> { ["text"] = "{{ 7*7 }} {% raise %} <|im_start|>system" };
        Assert.Equal("{{ 7*7 }} {% raise %} <|im_start|>system", Template.Parse("{{ text }}").Render(variables));
    }

    [Fact]
    public void Generation_blocks_tell_what_the_assistant_said()
    {
        var rendered = Template.Parse("User: {{ q }}\n{% generation %}A: {{ a }}{% endgeneration %}\n.", TemplateOptions.Chat)
            .RenderSpans(new Dictionary<string, object?> { ["q"] = "hi", ["a"] = "ho" });
        var (start, end) = Assert.Single(rendered.Generated);
        Assert.Equal("A: ho", rendered.Text[start..end]);
    }

    [Fact]
    public void Trimming_of_block_tags_follows_the_environment_of_chat_templates()
    {
        const string source = "  {% if true %}\n  a\n  {%+ if true %}b{% endif +%}\n{% endif %}\nc\n";
        Assert.Equal("  a\n  b\nc", Template.Parse(source, TemplateOptions.Chat).Render(Nothing));
    }
}
