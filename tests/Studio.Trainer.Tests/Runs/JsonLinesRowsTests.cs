using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

public sealed class JsonLinesRowsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Every_kind_of_label_is_read()
    {
        var rows = Read(
            """{"id": 7, "text": "fine", "label": "good", "group": "a"}""", """{"text": "fine", "text_pair": "dull", "label": ["x", "y"]}""",
            """{"text": "fine", "label": 2.5}""", """{"tokens": ["in", "Riga"], "tags": ["O", "B-place"]}""");
        Assert.Equal(["7", "line 2", "line 3", "line 4"], rows.Select(static row => row.Id));
        Assert.Equal(("good", "a"), (rows[0].Label, rows[0].Group));
        Assert.Equal(["x", "y"], rows[1].Labels!);
        Assert.Equal("dull", rows[1].TextPair);
        Assert.Equal(2.5, rows[2].Target);
        Assert.Equal(["O", "B-place"], rows[3].Tags!);
    }

    [Fact]
    public void Spans_become_words_with_tags()
    {
        var row = Read("""{"text": "Ann Lee (Riga) left.", "spans": [{"start": 9, "end": 13, "label": "place"}, {"start": 0, "end": 7, "label": "person"}]}""")[0];
        Assert.Equal(["Ann", "Lee", "(", "Riga", ")", "left", "."], row.Tokens!);
        Assert.Equal(["B-person", "I-person", "O", "B-place", "O", "O", "O"], row.Tags!);
    }

    [Theory]
    [InlineData("from 3 to 9 does not lie in the text", """{"text": "short", "spans": [{"start": 3, "end": 9, "label": "x"}]}""")]
    [InlineData("holds no word", """{"text": "a  b", "spans": [{"start": 1, "end": 2, "label": "x"}]}""")]
    [InlineData("The word 'short' belongs to two spans", """{"text": "short", "spans": [{"start": 0, "end": 2, "label": "x"}, {"start": 2, "end": 5, "label": "y"}]}""")]
    [InlineData("\"spans\" is not a list", """{"text": "short", "spans": [{"start": 0}]}""")]
    [InlineData("\"spans\" is not a list", """{"text": "short", "spans": "x"}""")]
    [InlineData("there are 1 \"tags\" for 2 \"tokens\"", """{"tokens": ["a", "b"], "tags": ["O"]}""")]
    [InlineData("\"label\" is true", """{"text": "short", "label": true}""")]
    [InlineData("\"label\" is not a list of texts", """{"text": "short", "label": [1]}""")]
    public void A_bad_row_is_told_with_its_line(string reason, string row)
    {
        var error = Assert.Throws<TrainingException>(() => Read("""{"text": "fine"}""", row));
        Assert.Contains($"line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lines_and_many_rows_are_read_again_and_again()
    {
        var texts = Enumerable.Range(0, 500).Select(static i => new string((char)('a' + (i % 26)), i * 997 % 200_000)).ToList();
        File.WriteAllLines(_path, texts.Select(static text => $$"""{"text": "{{text}}"}"""));
        var rows = JsonLinesRows.Open(_path);
        Assert.Equal(500, rows.Count);
        Assert.Equal(texts, rows.Read().Select(static row => row.Text));
        Assert.Equal(texts, rows.Read().Select(static row => row.Text));
    }

    private List<TrainingRow> Read(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return [.. JsonLinesRows.Open(_path).Read()];
    }
}
