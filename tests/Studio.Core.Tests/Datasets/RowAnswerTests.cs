using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Several labels and spans come in with rows and leave with exports.</summary>
public sealed class RowAnswerTests
{
    private const string Rows = """
        {"text":"both","label":["b","a"]}
        {"text":"none of them","label":[]}
        {"text":"one","label":"solo","channel":"mail"}
        {"text":"😀 in Oslo","spans":[{"start":6,"end":10,"label":"LOC"},{"start":0,"end":2,"label":"EMO"}],"channel":"web"}
        {"text":"😀 cut","spans":[{"start":1,"end":4,"label":"EMO"}]}
        {"text":"beyond","spans":[{"start":1,"end":40,"label":"X"}]}
        {"text":"wrong","spans":[{"from":1}]}
        {"text":"numbers","label":[1,2]}
        """;

    [Theory]
    [OnBothEngines]
    public async Task Every_kind_of_label_comes_in_and_bad_ones_are_told(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.Get<SaveDataset>().CreateAsync(host.Maintainer, host.ProjectId, "rows", "", Cancel);
        var import = await host.ImportAsync(dataset, Imports.Bytes(Rows), "rows.jsonl", map: m => m with { Text = "text", Label = "label" });

        var examples = await host.ExamplesAsync(dataset);
        Assert.Equal((4L, 4L, 4L), (import.RowsStored, import.RowsLabeled, import.RowsRejected));
        Assert.Equal(["""{"labels":["a","b"]}""", """{"labels":[]}""", null, """{"spans":[{"start":0,"end":2,"label":"EMO"},{"start":6,"end":10,"label":"LOC"}]}"""], examples.Select(e => e.Answer));
        Assert.Equal([null, null, "solo", null], examples.Select(e => e.Label));
        Assert.Equal("""{"channel":"web"}""", examples[3].Metadata);
        var reasons = await host.Get<ListImports>().RejectsAsync(host.Viewer, import.Id, Cancel).Select(r => r.Reason).ToListAsync(Cancel);
        Assert.Contains("cuts a character", reasons[0], StringComparison.Ordinal);
        Assert.Contains("does not lie inside", reasons[1], StringComparison.Ordinal);
        Assert.Contains("“spans” is not a list", reasons[2], StringComparison.Ordinal);
        Assert.Contains("is a list where one value", reasons[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportFormat.JsonLines, "rows.jsonl")]
    [InlineData(ExportFormat.Csv, "rows.csv")]
    public async Task What_leaves_comes_back_the_same(ExportFormat format, string name)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var (first, second) = (await NewAsync("first"), await NewAsync("second"));
        await host.ImportAsync(first, Imports.Bytes(Rows), "rows.jsonl", map: m => m with { Text = "text", Label = "label" });
        using var file = new MemoryStream();
        await (await host.Get<ExportExamples>().PrepareAsync(host.Viewer, first, ExampleFilter.All, format, Cancel))(file);
        await host.ImportAsync(second, file.ToArray(), name, map: m => m with
        {
            Text = "text", Label = "label", Id = format == ExportFormat.Csv ? "id" : null, Split = format == ExportFormat.Csv ? "split" : null,
        });
        Assert.Equal(
            (await host.ExamplesAsync(first)).Select(e => (e.Text, e.Label, e.Answer)), (await host.ExamplesAsync(second)).Select(e => (e.Text, e.Label, e.Answer)));

        Task<Guid> NewAsync(string title) => host.Get<SaveDataset>().CreateAsync(host.Maintainer, host.ProjectId, title, "", Cancel);
    }
}
