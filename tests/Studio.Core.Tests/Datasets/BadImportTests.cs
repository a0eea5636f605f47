using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Importing.Reading;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

public sealed class BadImportTests
{
    public static TheoryData<string, byte[], string> Files => new()
    {
        { "only a header", Bytes("text,label\n"), "This file holds a header and no rows." },
        { "a quote that never closes", Bytes("text,label\na,b\n\"c,d\ne,f\n"), "A quote opens in row 3 (line 3) and never closes." },
        { "invalid UTF-8", [.. Bytes("text,label\na,b\ncaf"), 0xE9, .. Bytes(",c\n")], "Row 2 holds bytes that are not UTF-8: the first is byte 19 of the file (value 0xE9)." },
        { "half a UTF-16 character", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("text,label\na,b\n"), 0x3D, 0xD8, 0x20, 0x00], "Row 2 holds bytes that are not UTF-16" },
        { "cut-off gzip", Gzip(Bytes("text,label\n" + string.Concat(Enumerable.Range(0, 4000).Select(i => $"{Guid.NewGuid()},{i % 9}\n"))))[..^5000], "damaged or was cut off" },
        { "spoilt gzip", [.. Gzip(Bytes("text,label\na,b\n"))[..12], .. new byte[40]], "damaged or was cut off" },
        { "UTF-32", [0xFF, 0xFE, 0, 0, 65, 0, 0, 0], "UTF-32" },
        { "a spreadsheet", [.. "PK\u0003\u0004"u8, .. new byte[100]], "a ZIP archive or a spreadsheet" },
        { "binary", [1, 2, 0, 0, 0, 5, 0, 7], "not text" },
        { "cut-off zstd", Zstd(Bytes("text,label\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{Guid.NewGuid()},{i % 9}\n"))))[..^100_000], "damaged or was cut off" },
        { "spoilt zstd", [.. Zstd(Bytes("text,label\na,b\n"))[..6], .. new byte[40]], "damaged or was cut off" },
        { "a JSON object", Bytes("{\n  \"data\": [{\"text\": \"a\"}]\n}"), "one JSON object, not a list of rows" },
        { "a JSON list that ends early", Bytes("[{\"text\": \"a\"}, {\"text\": \"b\""), "The list ends in the middle of row 2" },
        { "a JSON list with something after it", Bytes("[{\"text\": \"a\"}] 7"), "Something follows the end of the list" },
        { "a JSON list without commas", Bytes("[{\"text\": \"a\"} {\"text\": \"b\"}]"), "The row is not valid JSON" },
        { "an empty JSON list", Bytes("[ ]"), "This file is empty" },
        { "half a Parquet file", [.. "PAR1"u8, 1, 2, 3, .. new byte[400]], "This Parquet file is damaged or was cut off" },
        { "an encrypted Parquet file", [.. "PARE"u8, .. new byte[400]], "an encrypted Parquet file" },
        { "only nested columns", ParquetFiles.NestedAsync(withText: false).GetAwaiter().GetResult(), "has only nested columns (tokens)" },
        { "cut-off Parquet", ParquetFiles.FlatAsync(100, 100).GetAwaiter().GetResult()[..^200], "This Parquet file is damaged or was cut off" },
        { "only blank lines", Bytes("\n\r\n \n"), "This file is empty" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_cannot_be_read_is_refused_with_a_sentence(string what, byte[] content, string sentence)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.UploadAsync(dataset, content, $"{what}.csv");

        var said = await SaidAsync(host, import);

        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Equal(0, await host.StoredAsync(dataset));
    }

    private static async Task<string> SaidAsync(DatasetsHost host, Guid import)
    {
        try
        {
            var preview = await host.PreviewAsync(import);
            var plan = new ImportPlan(preview.Form, preview.Guess ?? new ColumnMapping("text"));
            await host.Get<StartImport>().RunAsync(host.Maintainer, import, plan, Cancel);
            throw new InvalidOperationException("The import began.");
        }
        catch (StudioException refusal)
        {
            return refusal.Message;
        }
    }

    [Fact]
    public async Task Parquet_spoilt_anywhere_is_refused_with_a_sentence_or_read_within_bounds()
    {
        var sound = await ParquetFiles.FlatAsync(2000, 500);
        var path = Path.GetTempFileName();
        var refused = 0;
        for (var at = 4; at < sound.Length - 8; at += sound.Length / 150)
        {
            var content = (byte[])sound.Clone();
            content.AsSpan(at, 3).Fill((byte)(at % 251));
            await File.WriteAllBytesAsync(path, content, Cancel);
            using var file = new SourceFile(path);
            try
            {
                Assert.InRange(new ParquetRows(file).Sample(int.MaxValue).Count(), 0, 2000);
            }
            catch (InvalidInputException refusal)
            {
                Assert.Contains("Parquet file", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        File.Delete(path);
        Assert.True(refused > 20, $"Only {refused} were noticed.");
    }

    [Fact]
    public async Task An_empty_file_is_refused_and_not_kept()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync();
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => host.UploadAsync(dataset, []));
        Assert.Equal("This file is empty: it holds no rows.", refusal.Message);
        Assert.Empty(await host.Get<ListImports>().RunAsync(host.Maintainer, dataset, Cancel));
        Assert.Empty(host.UploadedFiles());
    }

    [Fact]
    public async Task Bad_bytes_far_into_the_file_take_back_what_was_stored()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var good = string.Concat(Enumerable.Range(1, 9000).Select(i => $"text {i},a\n"));
        var import = await host.ImportAsync(dataset, [.. Bytes("text,label\n" + good), 0xC3, 0x28, .. Bytes(",a\n")]);

        Assert.Equal(ImportState.Failed, import.State);
        Assert.StartsWith("Row 9,001 holds bytes that are not UTF-8", import.Error, StringComparison.Ordinal);
        Assert.Equal(0, await host.StoredAsync(dataset));
        Assert.Empty(host.UploadedFiles());
        await using var db = await host.ReadAsync();
        Assert.Equal((0, 0), await db.Datasets.Select(d => new ValueTuple<long, long>(d.ExampleCount, d.NextPosition)).SingleAsync(Cancel));
    }

    [Fact]
    public async Task The_wrong_delimiter_is_pointed_out_and_its_columns_are_missing()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.UploadAsync(dataset, Bytes("text;label\na;b\n"));
        var wrong = new RowForm(ImportFormat.Delimited, ',');

        var preview = await host.PreviewAsync(import, wrong);

        Assert.Contains(preview.Notes, note => note.StartsWith("Only one column was found.", StringComparison.Ordinal));
        Assert.Equal(';', (await host.PreviewAsync(import)).Form.Delimiter);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<StartImport>()
            .RunAsync(host.Maintainer, import, new ImportPlan(wrong, new ColumnMapping("text;label", "label")), Cancel));
        Assert.Equal("The label column “label” is not in this file. Its columns are: text;label.", refusal.Message);
    }

    [Fact]
    public async Task Doubled_column_names_are_kept_apart_and_said()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.UploadAsync(dataset, Bytes("text,label,text\nfirst,a,second\n"));

        var preview = await host.PreviewAsync(import);
        await host.ImportAsync(dataset, Bytes("text,label,text\nfirst,a,second\n"), map: m => m with { Text = "text (2)" });

        Assert.Equal(["text", "label", "text (2)"], preview.Columns);
        Assert.Contains(preview.Notes, note => note.StartsWith("The header names “text” more than once.", StringComparison.Ordinal));
        Assert.Equal([("second", """{"text":"first"}""")], (await host.ExamplesAsync(dataset)).Select(e => (e.Text, e.Metadata!)));
    }

    [Fact]
    public async Task A_huge_line_is_rejected_and_the_rest_goes_in()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.ImportAsync(dataset, Bytes($"text\tlabel\none\ta\n{new string('x', 50_000_000)}\tb\nthree\tc\n"), "rows.tsv");

        Assert.Equal((ImportState.Done, 2, 1), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var reject = Assert.Single(await host.Get<ListImports>().RejectsAsync(host.Maintainer, import.Id, Cancel).ToListAsync(Cancel));
        Assert.Equal((2, "The row is longer than 10,000,000 characters."), ((int)reject.RowNumber, reject.Reason));
        Assert.True(reject.Excerpt.Length < 600);
    }

    [Fact]
    public async Task Json_lines_that_are_none_are_rejected_one_by_one()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.ImportAsync(dataset, Bytes("""
            {"text": "fine", "label": 3}
            {"text": "no end
            {"text": 5, "label": "a"}
            {"label": "a"}
            {"text": "two numbers", "label": [1, 2]}
            {"text": "half \ud83d"}
            42
            """), "rows.jsonl");

        Assert.Equal((1, 6), ((int)import.RowsStored, (int)import.RowsRejected));
        Assert.Equal("3", Assert.Single(await host.ExamplesAsync(dataset)).Label);
        var reasons = await host.Get<ListImports>().RejectsAsync(host.Maintainer, import.Id, Cancel).Select(r => r.Reason).ToListAsync(Cancel);
        Assert.StartsWith("The row is not valid JSON", reasons[0], StringComparison.Ordinal);
        Assert.Equal("“text” is a number where a text is expected.", reasons[1]);
        Assert.Equal("The row has no “text”.", reasons[2]);
        Assert.Equal("“label” is a list where one value is expected.", reasons[3]);
        Assert.StartsWith("“text” holds half of a character", reasons[4], StringComparison.Ordinal);
        Assert.StartsWith("The row is not a JSON object", reasons[5], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task A_file_that_would_unpack_to_too_much_is_refused(string how)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        using var packed = new MemoryStream();
        await using (Stream packer = how == "gz"
            ? new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true) : new ZstdSharp.CompressionStream(packed, leaveOpen: true))
        {
            await packer.WriteAsync(Bytes("text,label\n"), Cancel);
            var line = Bytes(new string('a', 9_999_000) + ",x\n");
            for (var i = 0; i < 60; i++)
                await packer.WriteAsync(line, Cancel);
        }

        var import = await host.ImportAsync(dataset, packed.ToArray(), $"bomb.csv.{how}");

        Assert.Equal(ImportState.Failed, import.State);
        Assert.Contains("decompresses to more than 200 times its size", import.Error, StringComparison.Ordinal);
        Assert.Equal(0, await host.StoredAsync(dataset));
    }
}
