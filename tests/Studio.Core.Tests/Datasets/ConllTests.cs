using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

/// <summary>Words with tags, one on each line, come in as spans on the text and go out again.</summary>
public sealed class ConllTests
{
    public static TheoryData<string, string, string> Files => new()
    {
        { "IOB2 with tabs", "Ann\tB-per\nBerg\tI-per\nmet\tO\nBo\tB-per\nCy\tB-per\n\n\n \t\nRome\tB-loc\n", "Ann Berg met Bo Cy|Ann Berg/per Bo/per Cy/per;Rome|Rome/loc" },
        { "IOB1", "Ann I-per\nBerg I-per\nmet O\nBo I-per\nCy B-per\n\nRome I-loc\n", "Ann Berg met Bo Cy|Ann Berg/per Bo/per Cy/per;Rome|Rome/loc" },
        { "IOBES and BILOU", "Ann B-per\nvan I-per\nBerg E-per\nRome S-loc\n\nAnn B-per\nBerg L-per\nBo U-per\n", "Ann van Berg Rome|Ann van Berg/per Rome/loc;Ann Berg Bo|Ann Berg/per Bo/per" },
        { "line ends of Windows", "Ann\tB-per\r\nsang\tO\r\n\r\nBo\tB-per\r\n", "Ann sang|Ann/per;Bo|Bo/per" },
        { "a last line without an end", "Ann B-per\n\nBo B-per", "Ann|Ann/per;Bo|Bo/per" },
        { "remarks and a word that is #", "# id 7\tdomain=en\nAnn\tB-per\n#\tO\n\n# text = Bo\n#\tO\nBo\tB-per\n", "Ann #|Ann/per;# Bo|Bo/per" },
        { "emoji and accents", "👩‍👩‍👧\tO\nZoe\u0308\tB-per\n👍🏽\tB-creative work\n", "👩‍👩‍👧 Zoe\u0308 👍🏽|Zoe\u0308/per 👍🏽/creative work" },
        { "nothing marked", "Ann B-per\n\nand O\nso O\n", "Ann|Ann/per;and so|" },
        { "a header", "word\ttag\nAnn\tB-per\nsang\tO\n\nBo\tB-per\n", "Ann sang|Ann/per;Bo|Bo/per" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Tags_of_every_scheme_become_spans_of_the_text(string what, string content, string expected)
    {
        Assert.NotEmpty(what);
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, Bytes(content), "rows.txt");

        Assert.Equal((ImportState.Done, 0), (import.State, (int)import.RowsRejected));
        Assert.Equal(expected, string.Join(';', (await host.ExamplesAsync(dataset)).Select(e => $"{e.Text}|{Spans(e.Text, e.Answer)}")));
    }

    [Theory, OnBothEngines]
    public async Task Other_columns_and_documents_are_kept_and_the_tags_may_be_left_out(DatabaseEngine engine)
    {
        const string content = "-DOCSTART- -X- -X- O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n-DOCSTART- -X- -X- O\n\nRome NNP I-NP I-LOC\n";
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var (dataset, chunks, plain) = (await host.DatasetAsync(), await host.DatasetAsync(), await host.DatasetAsync());

        await host.ImportAsync(dataset, Bytes(content), "eng.testa");
        await host.ImportAsync(chunks, Gzip(Bytes(content)), "eng.testa.gz", map: m => m with { Label = "column 3" });
        await host.ImportAsync(plain, Bytes(content), "eng.testa", map: m => m with { Label = null });

        var examples = await host.ExamplesAsync(dataset);
        Assert.Equal(["EU rejects|EU/ORG", "Rome|Rome/LOC"], examples.Select(e => $"{e.Text}|{Spans(e.Text, e.Answer)}"));
        Assert.Equal(["""{"column 2":["NNP","VBZ"],"column 3":["I-NP","I-VP"],"document":1}""", """{"column 2":["NNP"],"column 3":["I-NP"],"document":2}"""], examples.Select(e => e.Metadata));
        Assert.Equal(["EU/NP rejects/VP", "Rome/NP"], (await host.ExamplesAsync(chunks)).Select(e => Spans(e.Text, e.Answer)));
        Assert.Equal([("EU rejects", null), ("Rome", null)], (await host.ExamplesAsync(plain)).Select(e => (e.Text, e.Answer)));
    }

    [Fact]
    public async Task A_sentence_that_is_wrong_is_rejected_with_its_line_and_the_others_come_in()
    {
        var good = string.Concat(Enumerable.Range(0, 200).Select(i => $"Ann{i} B-per\nsang O\n\n"));
        var content = good + "Bo B-per\nmet O and\n\nRome NNP\n\nCy B-per\n" + $"{new string('x', 300)}\tB-{new string('y', 300)}\n\nDi B-per\n";
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, Bytes(content), "rows.conll");

        Assert.Equal((ImportState.Done, 201, 3), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        await using var db = await host.ReadAsync();
        var reasons = await db.ImportRejects.Where(r => r.ImportId == import.Id).OrderBy(r => r.RowNumber).Select(r => r.Reason).ToListAsync(Cancel);
        Assert.Equal("Line 602 has 3 columns where 2 are expected.", reasons[0]);
        Assert.Contains("the tag “NNP”; a tag is O, or B-", reasons[1], StringComparison.Ordinal);
        Assert.Contains("A label has 1 to 200 characters", reasons[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentence_without_an_end_is_rejected_in_bounded_memory_and_a_file_of_prose_is_no_CoNLL()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var endless = string.Concat(Enumerable.Repeat("word\tO\n", 2_500_000)) + "\nAnn\tB-per\n";

        var import = await host.ImportAsync(dataset, Bytes("Bo\tB-per\n\n" + endless), "rows.conll");
        var upload = await host.UploadAsync(dataset, Bytes("To be or not to be\nthat is the question\n"), "prose.conll");
        var preview = await host.PreviewAsync(upload, new RowForm(ImportFormat.Conll, HasHeader: false));

        Assert.Equal((ImportState.Done, 2, 1), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        Assert.NotEqual(ImportFormat.Conll, (await host.PreviewAsync(upload)).Form.Format);
        Assert.Equal("Line 2 has 4 columns where 6 are expected.", Assert.Single(preview.Rows[0]));
    }

    [Fact]
    public async Task Spans_leave_as_words_with_tags_and_come_back()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync(("Ann Berg, of Rome!", null, default), ("no mark", null, default), ("nobody asked", null, default));
        await AnswerAsync(host, dataset, 0, new ExampleAnswer(Spans: [new(0, 8, "per"), new(13, 17, "loc")]));
        await AnswerAsync(host, dataset, 1, new ExampleAnswer(Spans: []));
        var export = host.Get<ExportExamples>();

        var file = await BytesAsync(await export.PrepareAsync(host.Viewer, dataset, ExampleFilter.All, ExportFormat.Conll, Cancel));

        Assert.Equal("Ann\tB-per\nBerg\tI-per\n,\tO\nof\tO\nRome\tB-loc\n!\tO\n\nno\tO\nmark\tO\n\n", System.Text.Encoding.UTF8.GetString(file));
        var again = await host.DatasetAsync();
        await host.ImportAsync(again, file, "again.conll");
        Assert.Equal(["Ann Berg/per Rome/loc", ""], (await host.ExamplesAsync(again)).Select(e => Spans(e.Text, e.Answer)));
        Assert.Equal(file, await BytesAsync(await export.PrepareAsync(host.Viewer, again, ExampleFilter.All, ExportFormat.Conll, Cancel)));
    }

    [Fact]
    public async Task What_tags_cannot_say_is_refused_before_the_first_byte()
    {
        await using var host = await StartAsync();
        var (crossing, without) = (await host.DatasetAsync(("Bank of Rome", null, default)), await host.DatasetAsync(("x", "label", default)));
        await AnswerAsync(host, crossing, 0, new ExampleAnswer(Spans: [new(0, 12, "org"), new(8, 12, "loc")]));

        var problem = await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<ExportExamples>().PrepareAsync(host.Viewer, crossing, ExampleFilter.All, ExportFormat.Conll, Cancel));
        var nothing = await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<ExportExamples>().PrepareAsync(host.Viewer, without, ExampleFilter.All, ExportFormat.Conll, Cancel));

        Assert.Contains("“Bank of Rome” cannot be written as words with tags", problem.Message, StringComparison.Ordinal);
        Assert.Contains("belongs to two spans, org and loc", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", problem.Message, StringComparison.Ordinal);
        Assert.Contains("None of these examples", nothing.Message, StringComparison.Ordinal);
    }

    internal static string Spans(string text, string? answer) =>
        answer is null ? "–" : string.Join(' ', ExampleAnswer.Parse(answer).Spans!.Select(s => $"{text[s.Start..s.End]}/{s.Label}"));

    internal static async Task<byte[]> BytesAsync(Func<Stream, Task> write)
    {
        using var file = new MemoryStream();
        await write(file);
        return file.ToArray();
    }

    private static async Task AnswerAsync(DatasetsHost host, Guid dataset, int at, ExampleAnswer answer)
    {
        var example = (await host.ExamplesAsync(dataset))[at].Id;
        await host.WriteAsync(async db =>
        {
            (await db.Examples.FindAsync([example], Cancel))!.Answer = answer.ToJson();
            return true;
        });
    }
}
