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

    /// <summary>Sentences and words as the sets' own page counts them; entities are the tags that begin one.</summary>
    [Theory]
    [InlineData("ner/wnut17/train.conll", 3_394, 62_730)]
    [InlineData("ner/wnut17/dev.conll", 1_009, 15_733)]
    [InlineData("ner/wnut17/test.conll", 1_287, 23_394)]
    [InlineData("ner/btc/g.conll.gz", 2_138, null)]
    [InlineData("ner/btc/a.conll.gz", 1_000, null)]
    public async Task Published_entities_come_in_whole_and_leave_as_they_came(string name, int sentences, int? words)
    {
        Assert.SkipWhen(Folder is null, "The shared data is not on this machine.");
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var content = await File.ReadAllBytesAsync(Path.Combine(Folder!, name), Cancel);
        var lines = await LinesAsync(content);

        var import = await host.ImportAsync(dataset, content, Path.GetFileName(name));

        Assert.Equal((ImportState.Done, sentences, 0), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var answers = (await host.ExamplesAsync(dataset)).ConvertAll(e => ExampleAnswer.Parse(e.Answer!));
        Assert.Equal(words ?? lines.Count, answers.Sum(a => a.Tokens!.Count / 2));
        Assert.Equal(lines.Where(l => l.Tag.StartsWith("B-", StringComparison.Ordinal)).CountBy(l => l.Tag[2..]).OrderBy(l => l.Key), answers.SelectMany(a => a.Spans!).CountBy(s => s.Label).OrderBy(l => l.Key));
        var exported = await LinesAsync(await ConllTests.BytesAsync(await host.Get<ExportExamples>().PrepareAsync(host.Viewer, dataset, ExampleFilter.All, ExportFormat.Conll, Cancel)));
        // A few words of these files have a space inside, which would be another column: their sentences are cut anew, and keep their spans.
        if (lines.Any(l => l.Word.Any(char.IsWhiteSpace)))
            Assert.Equal(lines.CountBy(l => l.Tag[..1]).Where(t => t.Key == "B"), exported.CountBy(l => l.Tag[..1]).Where(t => t.Key == "B"));
        else
            Assert.Equal(lines, exported);
    }

    [Fact]
    public async Task The_one_sentence_with_a_tag_and_no_word_is_named_and_the_others_come_in()
    {
        Assert.SkipWhen(Folder is null, "The shared data is not on this machine.");
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, await File.ReadAllBytesAsync(Path.Combine(Folder!, "ner/btc/f.conll.gz"), Cancel), "f.conll.gz");

        Assert.Equal((ImportState.Done, 1_999, 1), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var report = await host.Get<ListImports>().ReportAsync(host.Viewer, import.Id, Cancel);
        Assert.Equal("Line 16,302 has a tag and no word.", Assert.Single(report.FirstRows).Reason);
    }

    private static async Task<List<(string Word, string Tag)>> LinesAsync(byte[] content)
    {
        await using Stream stream = content is [0x1F, 0x8B, ..] ? new System.IO.Compression.GZipStream(new MemoryStream(content), System.IO.Compression.CompressionMode.Decompress) : new MemoryStream(content);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(Cancel);
        return [.. text.Split('\n').Select(l => l.TrimEnd('\r').Split('\t')).Where(l => l.Length == 2 && l[0].Length > 0).Select(l => (l[0], l[1].TrimEnd()))];
    }

    /// <summary>The path of a shared file; null where the data is not here.</summary>
    internal static string? PathOf(string name) => Folder is null ? null : Path.Combine(Folder, name);


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
