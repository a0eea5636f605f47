using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

/// <summary>What goes out comes back as it was.</summary>
public sealed class ExportTests
{
    private static readonly string Awkward = string.Concat(
        """{"text": "=HYPERLINK(\"x\")", "label": "-1", "id": "@7", "split": "train", "note": "+1"}""" + "\n",
        """{"text": "'=1+1 had its own apostrophe", "label": "+1", "split": "dev"}""" + "\n",
        """{"text": "@someone \t tab, \"quote\"\r\nline 🙂 ＝1", "split": "test", "deep": {"a": [1, "x"]}, "n": 3}""" + "\n",
        """{"text": "'quoted' word", "label": "b"}""" + "\n");

    [Theory]
    [OnBothEngines]
    public async Task Every_form_of_export_comes_back_as_it_was(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes(Awkward), "rows.jsonl");
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", LabeledOnly: false), Cancel);
        var before = await RowsAsync(host, dataset);
        var export = host.Get<ExportExamples>();

        foreach (var (format, ending) in new[] { (ExportFormat.Csv, "csv"), (ExportFormat.CsvForSpreadsheets, "csv"), (ExportFormat.JsonLines, "jsonl"), (ExportFormat.Parquet, "parquet") })
        {
            var living = await BytesAsync(await export.PrepareAsync(host.Viewer, dataset, ExampleFilter.All, format, Cancel));
            var snapshot = await BytesAsync(await export.PrepareAsync(host.Viewer, frozen.Hash, null, format, Cancel));
            Assert.Equal(before, await AgainAsync(host, living, $"living.{ending}"));
            Assert.Equal(before.OrderBy(r => r), (await AgainAsync(host, snapshot, $"snapshot.{ending}")).OrderBy(r => r));
        }

        await Assert.ThrowsAsync<NotFoundException>(() => export.PrepareAsync(host.Outsider, dataset, ExampleFilter.All, ExportFormat.Csv, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => export.PrepareAsync(host.Outsider, frozen.Hash, null, ExportFormat.Csv, Cancel));
    }

    [Fact]
    public async Task No_cell_of_an_export_for_spreadsheets_runs()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes(Awkward), "rows.jsonl");

        var csv = System.Text.Encoding.UTF8.GetString(await BytesAsync(
            await host.Get<ExportExamples>().PrepareAsync(host.Viewer, dataset, ExampleFilter.All, ExportFormat.CsvForSpreadsheets, Cancel)));

        Assert.Contains("\"'@7\",\"'=HYPERLINK(\"\"x\"\")\",\"'-1\",\"train\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"''=1+1 had its own apostrophe\",\"'+1\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"'@someone", csv, StringComparison.Ordinal);
        Assert.Contains("\"'quoted' word\",\"b\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_filter_gives_an_empty_file_of_its_form()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("one", "a", DatasetSplit.None));
        var none = new ExampleFilter(Label: "no such label");
        var export = host.Get<ExportExamples>();

        Assert.Equal("text,label,split,id,metadata\r\n"u8.ToArray(), await BytesAsync(await export.PrepareAsync(host.Viewer, dataset, none, ExportFormat.Csv, Cancel)));
        var parquet = await BytesAsync(await export.PrepareAsync(host.Viewer, dataset, none, ExportFormat.Parquet, Cancel));
        await using var reader = await Parquet.ParquetReader.CreateAsync(new MemoryStream(parquet), cancellationToken: Cancel);
        Assert.Equal((5, 0), (reader.Schema.Fields.Count, reader.RowGroupCount));
    }

    private static async Task<List<string>> AgainAsync(DatasetsHost host, byte[] file, string name)
    {
        var dataset = await host.DatasetAsync();
        var import = await host.ImportAsync(dataset, file, name);
        Assert.Equal((ImportState.Done, 0), (import.State, (int)import.RowsRejected));
        return await RowsAsync(host, dataset);
    }

    private static async Task<List<string>> RowsAsync(DatasetsHost host, Guid dataset) =>
        (await host.ExamplesAsync(dataset)).ConvertAll(e => $"{e.Text}|{e.Label}|{e.Split}|{e.ExternalId}|{e.Metadata}");

    private static async Task<byte[]> BytesAsync(Func<Stream, Task> write)
    {
        using var file = new MemoryStream();
        await write(file);
        return file.ToArray();
    }
}
