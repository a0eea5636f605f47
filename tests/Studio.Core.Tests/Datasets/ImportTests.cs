using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

public sealed class ImportTests
{
    [Theory]
    [InlineData("rows.csv", "text,category,id,split,channel\n\"Late, again\",refund,7,train,mail\n\"Two\nlines \"\"quoted\"\"\",praise,8,dev,web\n")]
    [InlineData("rows.tsv", "text\tcategory\tid\tsplit\tchannel\r\n\"Late, again\"\trefund\t7\tTrain\tmail\r\n\"Two\nlines \"\"quoted\"\"\"\tpraise\t8\tvalidation\tweb\r\n")]
    [InlineData("rows.jsonl", """
        {"text": "Late, again", "category": "refund", "id": 7, "split": "train", "channel": "mail"}

        {"text": "Two\nlines \"quoted\"", "category": "praise", "id": "8", "split": "dev", "channel": "web"}
        """)]
    [InlineData("rows.txt", "text;category;id;split;channel\nLate, again;refund;7;train;mail\n\"Two\nlines \"\"quoted\"\"\";praise;8;dev;web")]
    public async Task Every_form_gives_the_same_examples(string name, string content)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, Bytes(content), name);

        Assert.Equal((ImportState.Done, 2, 0), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var examples = await host.ExamplesAsync(dataset);
        Assert.Equal(
            [("Late, again", "refund", "7", DatasetSplit.Train, """{"channel":"mail"}"""), ("Two\nlines \"quoted\"", "praise", "8", DatasetSplit.Validation, """{"channel":"web"}""")],
            examples.Select(e => (e.Text, e.Label!, e.ExternalId!, e.Split, e.Metadata!)));
        await using var db = await host.ReadAsync();
        var counts = await db.Datasets.SingleAsync(d => d.Id == dataset, Cancel);
        Assert.Equal((2, 2, 2), (counts.ExampleCount, counts.LabeledCount, counts.NextPosition));
        Assert.Equal(["dataset.import", "dataset.imported"], await db.AuditEvents.OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task Text_is_kept_as_it_came(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        string[] texts = ["<script>alert(1)</script>", "=SUM(A1:A9)", " spaces kept  ", "e\u0301 is not \u00e9", "👩‍👩‍👧 עברית", "tab\tinside"];

        await host.ImportAsync(dataset, Bytes("text,label\n" + string.Join('\n', texts.Select(t => $"\"{t}\",x"))));

        Assert.Equal(texts, (await host.ExamplesAsync(dataset)).Select(e => e.Text));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public async Task A_byte_order_mark_is_understood(string name)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes("text,label\nnaïve 🙂,ok\n")];

        await host.ImportAsync(dataset, content);

        Assert.Equal([("naïve 🙂", "ok")], (await host.ExamplesAsync(dataset)).Select(e => (e.Text, e.Label!)));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_cannot_be_used_are_kept_aside_with_their_reasons(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, Bytes("text,label,split\ngood,a,train\n,a,train\nthree,a,train,more\nfour,a,holdout\nfive,b,test\n"));

        Assert.Equal((ImportState.Done, 2, 3), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var rejects = await host.Get<ListImports>().RejectsAsync(host.Viewer, import.Id, Cancel).ToListAsync(Cancel);
        Assert.Equal(
            [(2, "The text is empty."), (3, "The row has 4 cells where 3 are expected."), (4, "“holdout” is no split; use train, validation or test.")],
            rejects.Select(r => ((int)r.RowNumber, r.Reason)));
        await Assert.ThrowsAsync<NotFoundException>(async () => await host.Get<ListImports>().RejectsAsync(host.Outsider, import.Id, Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_second_file_goes_after_the_first(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes("text,label\none,a\ntwo,\n"));
        await host.ImportAsync(dataset, Gzip(Bytes("label\ttext\nb\tthree\n")), "more.tsv.gz", map: m => m with { AllInto = DatasetSplit.Test });

        var examples = await host.ExamplesAsync(dataset);
        Assert.Equal([("one", "a", 0L), ("two", null, 1L), ("three", "b", 2L)], examples.Select(e => (e.Text, e.Label, e.Position)));
        Assert.Equal(DatasetSplit.Test, examples[2].Split);
        await using var db = await host.ReadAsync();
        Assert.Equal((3, 2), await db.Datasets.Select(d => new ValueTuple<long, long>(d.ExampleCount, d.LabeledCount)).SingleAsync(Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task Everybody_on_the_page_sees_it_move_and_end(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        var rows = new StringBuilder("text,label\n");
        for (var i = 0; i < 20_000; i++)
            rows.Append("text number ").Append(i).Append(",label ").Append(i % 5).Append('\n');
        var import = await host.UploadAsync(dataset, Bytes(rows.ToString()));
        var preview = await host.PreviewAsync(import);
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();

        await host.Get<StartImport>().RunAsync(host.Maintainer, import, new ImportPlan(preview.Form, preview.Guess!), Cancel);

        var fractions = new List<double>();
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.Zero, cancel: Cancel))
        {
            fractions.AddRange(batch.Changes.OfType<DatasetEvent.Progress>().Select(p => p.Work.Fraction!.Value));
            if (batch.Changes.Any(c => c is DatasetEvent.Ended))
                break;
        }

        Assert.True(fractions.Count >= 10);
        Assert.Equal(fractions.Order(), fractions);
        Assert.Empty(host.Get<DatasetFeeds>().Of(dataset).Current.Works);
        Assert.Equal(20_000, (await host.ImportOfAsync(import)).RowsStored);
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_who_may_edit_imports(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync();
        var import = await host.UploadAsync(dataset, Bytes("text\na\n"));
        var plan = new ImportPlan(new RowForm(ImportFormat.Delimited), new ColumnMapping("text"));

        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<ReceiveUpload>().RunAsync(host.Viewer, dataset, "x", new MemoryStream([65]), cancel: Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<ReceiveUpload>().RunAsync(host.Outsider, dataset, "x", new MemoryStream([65]), cancel: Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<StartImport>().RunAsync(host.Viewer, import, plan, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<PreviewImport>().RunAsync(host.Outsider, import, null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<CancelImport>().RunAsync(host.Viewer, import, Cancel));
        Assert.Single(await host.Get<ListImports>().RunAsync(host.Viewer, dataset, Cancel));
    }
}
