using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Search;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

public sealed class SearchTests
{
    private static readonly string[] Texts =
    [
        "The refund never came, refund_policy unread", "REFUNDS are slow", "never ever came the refund", "返金はまだですか", "東京の返品", "ฉันต้องการคืนเงิน",
        "환불해 주세요", "Ärger mit der Größe", "cafe\u0301 and café", "so good 🙂👍", "100 % \"quoted\" -minus", "мне нужен ВОЗВРАТ", "हिन्दी में लिखा", "half \ud83d of it",
    ];

    public static TheoryData<string, int[]> Queries => new()
    {
        { "refund", [0, 2] }, { "REFUND came", [0, 2] }, { "refund*", [0, 1, 2] }, { "\"never came\"", [0] }, { "“came the refund”", [2] }, { "refund -never", [] },
        { "refund* -never", [1] }, { "-refund -slow -\"so good\" -100 -cafe* -a*", [3, 4, 5, 6, 7, 11, 12, 13] }, { "refund_policy", [0] }, { "policy", [0] }, { "返金", [3] }, { "返", [3, 4] },
        { "東京 返品", [4] }, { "金返", [] }, { "คืนเงิน", [5] }, { "환불", [6] }, { "größe", [7] }, { "ärger GRÖSSE", [] }, { "café", [8] }, { "🙂", [9] }, { "good -👍", [] },
        { "100", [10] }, { "quoted", [10] }, { "возврат", [11] }, { "हिन्दी", [12] }, { "half of", [13] }, { "half it", [13] }, { "OR AND NOT * \" : ( text", [] }, { "nothing here", [] },
    };

    [Theory]
    [OnBothEngines]
    public async Task Words_phrases_beginnings_and_parts_are_found_in_any_script(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        // PostgreSQL stores no half characters, so there the last text is another.
        var texts = engine == DatabaseEngine.PostgreSql ? [.. Texts[..^1], "half — of it"] : Texts;
        var dataset = await host.DatasetAsync([.. texts.Select(t => (t, (string?)null, DatasetSplit.None))]);
        await host.DatasetAsync(("the refund of others", null, DatasetSplit.None));
        var wrong = new List<string>();
        foreach (var (query, expected) in Queries.Select(q => q.Data))
        {
            var found = await FoundAsync(host, dataset, query);
            if (!found.SequenceEqual(expected))
                wrong.Add($"{query}: {string.Join(",", found)} instead of {string.Join(",", expected)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_signs_are_looked_up_letter_by_letter(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("50 % off", null, DatasetSplit.None), ("50 off", null, DatasetSplit.None), ("a_b !?", null, DatasetSplit.None));
        await ExpectAsync(host, dataset, "%", 0);
        await ExpectAsync(host, dataset, "!?", 2);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_written_is_found_at_once_and_what_is_changed_or_gone_is_not(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync(("first words", null, DatasetSplit.None));
        await host.ImportAsync(dataset, Bytes("text,label\nsecond words,a\nthird phrase,b\n"));
        await ExpectAsync(host, dataset, "words", 0, 1);
        var example = (await host.ExamplesAsync(dataset))[1];

        var step = await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(example.Id, "something else"), Cancel);
        await ExpectAsync(host, dataset, "words", 0);
        await ExpectAsync(host, dataset, "else", 1);
        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);
        await ExpectAsync(host, dataset, "words", 0, 1);
        await ExpectAsync(host, dataset, "else");
        await host.WriteAsync(db => db.Examples.Where(e => e.Id == example.Id).ExecuteDeleteAsync());
        await ExpectAsync(host, dataset, "words", 0);
        var failed = await host.ImportAsync(dataset, [.. Bytes("text,label\nbroken words,a\n"), .. Bytes(string.Concat(Enumerable.Repeat("more words,b\n", 3000))), 0xC3, 0x28]);
        Assert.NotNull(failed.Error);
        await ExpectAsync(host, dataset, "words", 0);
    }

    [Fact]
    public async Task A_database_without_the_index_gets_it_filled()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("words before", null, DatasetSplit.None));
        await using (var db = await host.ReadAsync())
        {
            await db.Database.ExecuteSqlRawAsync("""DROP TABLE "ExampleSearch"; DROP TRIGGER "ExampleSearch_Insert";""", Cancel);
            await SearchIndex.EnsureAsync(db, Cancel);
        }

        await host.WriteAsync(async db =>
        {
            await db.Datasets.Where(d => d.Id == dataset).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextPosition, 2));
            return db.Examples.Add(new Example { DatasetId = dataset, Position = 1, Text = "words after" });
        });
        await ExpectAsync(host, dataset, "words", 0, 1);
    }

    [Theory]
    [OnBothEngines]
    public async Task Pages_filters_and_neighbours_go_with_a_search(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync([.. Enumerable.Range(0, 100).Select(i => ($"row {i} {(i % 3 == 0 ? "three" : "other")}", i % 2 == 0 ? "even" : "odd", DatasetSplit.Train))]);
        var filter = new ExampleFilter(Text: "three", Label: "even");
        var list = host.Get<ListExamples>();

        var page = await list.RunAsync(host.Viewer, dataset, filter, 30, 2, 3, Cancel);
        Assert.Equal([42L, 48, 54], page.Select(r => r.Position));
        Assert.Equal(17, (await list.CountAsync(host.Viewer, dataset, filter, Cancel)).Value);
        var open = await host.Get<OpenExample>().RunAsync(host.Viewer, dataset, page[0].Id, filter, Cancel);
        Assert.Equal(page[1].Id, open.NextId);
        Assert.Equal(page[0].Id, (await host.Get<OpenExample>().RunAsync(host.Viewer, dataset, page[1].Id, filter, Cancel)).PreviousId);
    }

    [Fact]
    public async Task A_line_begins_shortly_before_its_first_hit()
    {
        await using var host = await StartAsync();
        var text = string.Concat(Enumerable.Repeat("filler ", 200)) + "the Needle is 🙂 here";
        var dataset = await host.DatasetAsync((text, null, DatasetSplit.None));
        var row = Assert.Single(await host.Get<ListExamples>().RunAsync(host.Viewer, dataset, new ExampleFilter(Text: "needle \"is\""), 0, 0, 10, Cancel));
        Assert.StartsWith("…filler", row.Text, StringComparison.Ordinal);
        Assert.Equal(["Needle", "is"], row.Hits.Select(h => row.Text.Substring(h.Start, h.Length)));
    }

    private static async Task ExpectAsync(DatasetsHost host, Guid dataset, string query, params int[] expected)
    {
        var found = await FoundAsync(host, dataset, query);
        Assert.Equal(expected, found);
    }

    private static async Task<int[]> FoundAsync(DatasetsHost host, Guid dataset, string query) =>
        [.. (await host.Get<ListExamples>().RunAsync(host.Viewer, dataset, new ExampleFilter(Text: query), 0, 0, 100, Cancel)).Select(r => (int)r.Position)];
}
