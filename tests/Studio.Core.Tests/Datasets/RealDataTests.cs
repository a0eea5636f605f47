using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Data as it is published: every row comes in, and goes round through every form of export.</summary>
public sealed class RealDataTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("STUDIO_DATA") is { Length: > 0 } given && Directory.Exists(given)
        ? given : Above(AppContext.BaseDirectory);

    [Theory]
    [InlineData("intent/banking77/train.csv", 10_003, 77)]
    [InlineData("intent/banking77/test.csv", 3_080, 77)]
    [InlineData("sentiment/imdb_cad/orig_train.tsv.gz", 1_707, 2)]
    [InlineData("sentiment/sentence_polarity_v1.tsv.gz", 10_662, 2)]
    [InlineData("sentiment/subjectivity_v1.tsv.gz", 10_000, 2)]
    [InlineData("sentiment/movie_reviews_polarity_v2.jsonl.gz", 2_000, 2)]
    [InlineData("sft/gsm8k/test.jsonl.gz", 1_319, null)]
    public async Task A_published_set_comes_in_whole_and_goes_round(string name, int rows, int? labels)
    {
        Assert.SkipWhen(Folder is null, "The shared data is not on this machine.");
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var import = await host.ImportAsync(dataset, await File.ReadAllBytesAsync(Path.Combine(Folder!, name), Cancel), Path.GetFileName(name));

        Assert.Equal((ImportState.Done, rows, 0), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var examples = await host.ExamplesAsync(dataset);
        if (labels is { } expected)
            Assert.Equal(expected, examples.Select(e => e.Label).Distinct().Count());
        foreach (var (format, ending) in new[] { (ExportFormat.CsvForSpreadsheets, "csv"), (ExportFormat.JsonLines, "jsonl"), (ExportFormat.Parquet, "parquet") })
        {
            using var file = new MemoryStream();
            await (await host.Get<ExportExamples>().PrepareAsync(host.Viewer, dataset, ExampleFilter.All, format, Cancel))(file);
            var again = await host.DatasetAsync();
            await host.ImportAsync(again, file.ToArray(), $"again.{ending}");
            Assert.Equal(examples.Select(e => (e.Text, e.Label, e.Metadata)), (await host.ExamplesAsync(again)).Select(e => (e.Text, e.Label, e.Metadata)));
        }
    }

    private static string? Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "..", "shared", "data")))
                return Path.Combine(folder, "..", "shared", "data");
        }

        return null;
    }
}
