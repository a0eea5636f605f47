using System.Text;

namespace Studio.Cli.Tests;

public sealed class BadRowsTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("line 2: this is not valid JSON", "{\"label\":\"a\",\"prediction\":\"b\"}\n{\"label\":\"a\",\n")]
    [InlineData("line 3: each line holds one JSON object", "{\"label\":\"a\",\"prediction\":\"b\"}\n\n[1]\n")]
    [InlineData("line 1: the row needs \"label\" and \"prediction\"", "{\"label\":\"a\"}")]
    [InlineData("line 2: the row is of the kind Regression", "{\"label\":\"a\",\"prediction\":\"b\"}\n{\"label\":1,\"prediction\":2}\n")]
    [InlineData("holds no rows", "")]
    [InlineData("Line 1: \"scores\" needs a number for each of the 2 labels (a, b)", "{\"label\":\"a\",\"prediction\":\"b\",\"scores\":[1]}")]
    public async Task A_bad_row_is_told_with_its_line(string sentence, string content)
    {
        await File.WriteAllTextAsync(_studio.PathOf("rows.jsonl"), content, TestContext.Current.CancellationToken);
        await FailsWith(sentence);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_told()
    {
        await File.WriteAllBytesAsync(_studio.PathOf("rows.jsonl"), [.. "{\"label\":\"a\",\"prediction\":\"b"u8, 0xE9, .. "\"}\n"u8], TestContext.Current.CancellationToken);
        await FailsWith("line 1: the line is not valid UTF-8");
    }

    [Fact]
    public async Task UTF_16_is_told_by_its_name()
    {
        await File.WriteAllTextAsync(_studio.PathOf("rows.jsonl"), "{\"label\":\"a\",\"prediction\":\"b\"}\n", Encoding.Unicode, TestContext.Current.CancellationToken);
        await FailsWith("UTF-16");
    }

    [Fact]
    public async Task A_byte_order_mark_and_Windows_line_ends_are_no_mistake()
    {
        await File.WriteAllTextAsync(
            _studio.PathOf("rows.jsonl"), "{\"label\":\"a\",\"prediction\":\"a\"}\r\n\r\n{\"label\":\"b\",\"prediction\":\"a\"}\r\n", new UTF8Encoding(true), TestContext.Current.CancellationToken);
        Assert.Equal(0.5, (await _studio.JsonAsync("metrics", "--input", "rows.jsonl")).GetProperty("accuracy").GetDouble());
    }

    private async Task FailsWith(string sentence)
    {
        var (code, output, error) = await _studio.RunAsync("metrics", "--input", "rows.jsonl");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
