using System.Text;
using Parquet;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

/// <summary>Every form and every compression that import reads.</summary>
public sealed class FormatTests
{
    private const string Rows = """{"text": "Late, [again] {\"x\"} \\", "label": "refund"}""" + "\n" + """{"text": "ok 🙂", "label": "praise", "note": {"by": [1, 2]}}""";

    public static TheoryData<string, byte[]> Texts
    {
        get
        {
            var (lines, list) = (Bytes(Rows), Bytes(" [\n" + Rows.Replace("\n", " ,\n", StringComparison.Ordinal) + "\n]\n"));
            return new()
            {
                { "rows.jsonl", lines }, { "rows.jsonl.gz", Gzip(lines) }, { "rows.jsonl.zst", Zstd(lines) }, { "rows.json", list }, { "rows.json.gz", Gzip(list) },
                { "rows.json.zst", Zstd(list) }, { "rows16.json", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(list))] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Json_comes_in_as_lines_or_as_a_list_and_compressed(string name, byte[] content)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, content, name);

        Assert.Equal((ImportState.Done, 0), (import.State, (int)import.RowsRejected));
        Assert.Equal(
            [("Late, [again] {\"x\"} \\", "refund", null), ("ok 🙂", "praise", """{"note":{"by":[1,2]}}""")],
            (await host.ExamplesAsync(dataset)).Select(e => (e.Text, e.Label, e.Metadata)));
    }

    [Theory]
    [OnBothEngines]
    public async Task Parquet_comes_in_over_its_row_groups_with_class_names(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, await ParquetFiles.FlatAsync(5000, 1800, CompressionMethod.Zstd), "rows.parquet");

        Assert.Equal((ImportState.Done, 4999, 1), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var examples = await host.ExamplesAsync(dataset);
        Assert.Equal(("text 0 🙂", "complaint"), (examples[0].Text, examples[0].Label));
        Assert.Equal("""{"score":"0.25","day":"2026-01-02T00:00:00","seen":"true"}""", examples[1].Metadata);
        Assert.Equal(("text 4999 🙂", "praise"), (examples[^1].Text, examples[^1].Label));
        Assert.Equal(4999, examples.Select(e => e.Text).Distinct().Count());
        var reject = Assert.Single(await host.Get<ListImports>().RejectsAsync(host.Viewer, import.Id, Cancel).ToListAsync(Cancel));
        Assert.Equal((4L, "The row has no “text”."), (reject.RowNumber, reject.Reason));
    }

    [Fact]
    public async Task Nested_columns_of_parquet_are_left_out_by_name()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var preview = await host.PreviewAsync(await host.UploadAsync(dataset, await ParquetFiles.NestedAsync(withText: true), "rows.parquet"));

        await host.ImportAsync(dataset, await ParquetFiles.NestedAsync(withText: true), "rows.parquet");

        Assert.Contains("A column is nested (lists or records within a row) and left out: tokens.", preview.Notes);
        Assert.Equal([("Ada met Bo", null), ("Bo left", null)], (await host.ExamplesAsync(dataset)).Select(e => (e.Text, e.Metadata)));
    }

    [Fact]
    public async Task Latin_letters_of_one_byte_are_told_and_read_when_a_person_says_so()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        byte[] content = [.. Bytes("text,label\n"), .. Encoding.Latin1.GetBytes("café crème,ok\n"), 0x80, .. Bytes(" 5,ok\n")];
        var import = await host.UploadAsync(dataset, content);

        var asIs = await host.PreviewAsync(import);
        var chosen = await host.PreviewAsync(import, asIs.Form with { Encoding = FileEncoding.Windows1252 });
        await host.ImportAsync(dataset, content, form: chosen.Form);

        Assert.Contains("choose Windows-1252 (Latin-1) as its encoding", asIs.Problem, StringComparison.Ordinal);
        Assert.Equal((null, "Windows-1252"), (chosen.Problem, chosen.Encoding));
        Assert.Equal(["café crème", "€ 5"], (await host.ExamplesAsync(dataset)).Select(e => e.Text));
    }

    [Fact]
    public async Task Utf16_without_a_mark_is_converted_and_said()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var content = Encoding.Unicode.GetBytes("text,label\nnaïve,ok\n");
        var preview = await host.PreviewAsync(await host.UploadAsync(dataset, content));

        await host.ImportAsync(dataset, content);

        Assert.Equal("UTF-16 (little endian), converted", preview.Encoding);
        Assert.Equal(["naïve"], (await host.ExamplesAsync(dataset)).Select(e => e.Text));
    }

    [Theory]
    [OnBothEngines]
    public async Task Ten_thousand_labels_come_in_and_are_pointed_out(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        var content = Bytes("text,label\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"text {i},label {i}\n")));
        var preview = await host.PreviewAsync(await host.UploadAsync(dataset, content));

        var import = await host.ImportAsync(dataset, content);

        Assert.Contains(preview.Notes, note => note.StartsWith("“label” has 1,000 different values in the first 1,000 rows.", StringComparison.Ordinal));
        Assert.Equal(10_000, import.RowsStored);
        Assert.Equal(10_000, (await host.ExamplesAsync(dataset)).Select(e => e.Label).Distinct().Count());
    }
}
