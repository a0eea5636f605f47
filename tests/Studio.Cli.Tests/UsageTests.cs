namespace Studio.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("usage:")]
    [InlineData("There is no command 'fly'.", "fly")]
    [InlineData("The option --input is missing.", "metrics")]
    [InlineData("The option --input lacks its value.", "metrics", "--input")]
    [InlineData("There is no option --inputs here.", "metrics", "--inputs", "x")]
    [InlineData("The option --input stands twice.", "metrics", "--input", "x", "--input=y")]
    [InlineData("'x' is not an option", "metrics", "x")]
    [InlineData("takes no value", "tokenize", "--no-special-tokens=yes")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(string sentence, params string[] arguments)
    {
        var (code, output, error) = await _studio.RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Contains("studio ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        var (code, output, _) = await _studio.RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("studio metrics --input predictions.jsonl", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file 'missing.jsonl'.", "metrics", "--input", "missing.jsonl")]
    [InlineData("There is no folder 'nowhere'", "tokenize", "--model", "nowhere", "--input", "a", "--output", "b")]
    [InlineData("There is no file 'none.j2'.", "render", "--template", "none.j2", "--input", "vars.json")]
    public async Task Missing_files_end_with_1_and_are_named(string sentence, params string[] arguments)
    {
        var (code, output, error) = await _studio.RunAsync(arguments);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
