using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Several labels and spans on an example: stored, found, frozen, learned from and taken back.</summary>
public sealed class ExampleAnswerTests
{
    // A family of one character in eight code units, and an e with its accent apart.
    private const string Emoji = "Zoë met \U0001F469\u200D\U0001F469\u200D\U0001F467 and Ade\u0301 in Oslo";
    private static readonly ExampleAnswer Places = new(Spans: [new ExampleSpan(Emoji.Length - 4, Emoji.Length, "LOC"), new ExampleSpan(0, 3, "PER")]);

    [Fact]
    public void Equal_answers_have_equal_text_and_no_escapes()
    {
        Assert.Equal("""{"labels":["a","é"]}""", new ExampleAnswer(Labels: ["é", "a", "é"]).ToJson());
        Assert.Equal($$"""{"spans":[{"start":0,"end":3,"label":"PER"},{"start":{{Emoji.Length - 4}},"end":{{Emoji.Length}},"label":"LOC"}]}""", Places.ToJson());
        Assert.Equal(Places.ToJson(), ExampleAnswer.Parse(Places.ToJson()).ToJson());
    }

    [Theory]
    [InlineData(0, 3, null)]
    [InlineData(8, 16, null)]
    [InlineData(9, 16, "cuts a character")]
    [InlineData(5, 400, "does not lie inside")]
    [InlineData(5, 5, "does not lie inside")]
    public void A_span_lies_inside_the_text_and_cuts_no_character(int start, int end, string? problem)
    {
        var found = new ExampleAnswer(Spans: [new ExampleSpan(start, end, "X")]).Problem(Emoji);
        Assert.Equal(problem is null, found is null);
        Assert.Contains(problem ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Words_and_tags_of_a_source_come_back_as_they_were()
    {
        string[] tokens = ["Zoë", "\U0001F469\u200D\U0001F469\u200D\U0001F467", "New", "York", "Oslo", "."], tags = ["B-PER", "O", "B-LOC", "I-LOC", "B-LOC", "O"];
        var (text, answer) = AnswerWords.FromTags(tokens, tags);
        Assert.Equal("Zoë \U0001F469\u200D\U0001F469\u200D\U0001F467 New York Oslo .", text);
        Assert.Equal(["Zoë (PER)", "New York (LOC)", "Oslo (LOC)"], answer.InWords(text).Split(", "));
        var (words, again) = AnswerWords.ToTags(text, ExampleAnswer.Parse(answer.ToJson()));
        Assert.Equal(tokens, words);
        Assert.Equal(tags, again);
    }

    [Theory]
    [OnBothEngines]
    public async Task Filters_find_labels_inside_of_answers_exactly(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("one", "solo", DatasetSplit.None), ("two", null, DatasetSplit.None), (Emoji, null, DatasetSplit.None), ("four", null, DatasetSplit.None));
        await GiveAsync(host, dataset, 1, new ExampleAnswer(Labels: ["end", "per", "50 % \"off\""]));
        await GiveAsync(host, dataset, 2, Places);
        var list = host.Get<ListExamples>();

        Assert.Equal([1], await Found(new ExampleFilter(AnswerLabel: "end")));
        Assert.Equal([1], await Found(new ExampleFilter(AnswerLabel: "50 % \"off\"")));
        Assert.Equal([2], await Found(new ExampleFilter(AnswerLabel: "PER")));
        Assert.Empty(await Found(new ExampleFilter(AnswerLabel: "label")));
        Assert.Equal([0, 1, 2], await Found(new ExampleFilter(Labeled: true)));
        Assert.Equal([3], await Found(new ExampleFilter(Labeled: false)));
        Assert.Equal([("PER", 1), ("LOC", 1)], (await host.Get<ListLabels>().InAnswersAsync(host.Viewer, dataset, cancel: Cancel)).Where(l => l.Label is "PER" or "LOC")
            .OrderByDescending(l => l.Label).Select(l => (l.Label, (int)l.Count)));

        async Task<IEnumerable<int>> Found(ExampleFilter filter)
        {
            var rows = await list.RunAsync(host.Viewer, dataset, filter, 0, 0, 50, Cancel);
            Assert.Equal(rows.Count, (await list.CountAsync(host.Viewer, dataset, filter, Cancel)).Value);
            return rows.Select(r => (int)r.Position);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_snapshot_gives_each_task_the_labels_in_its_form(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("4.5", "4.5", DatasetSplit.Train), ("both", null, DatasetSplit.Validation), (Emoji, null, DatasetSplit.Test));
        await GiveAsync(host, dataset, 1, new ExampleAnswer(Labels: ["b", "a"]));
        await GiveAsync(host, dataset, 2, Places);

        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", LabeledOnly: true), Cancel);

        await using var db = await host.ReadAsync();
        Assert.Equal("""["4.5","LOC","PER","a","b"]""", await db.Snapshots.Select(s => s.Labels).SingleAsync(Cancel));
        TrainingRow Row(DatasetSplit split, string task) => Assert.Single(host.Get<ISnapshotStore>().Open(frozen.Hash, split, task).Read());
        Assert.Equal(4.5, Row(DatasetSplit.Train, "regression").Target);
        Assert.Equal(["4.5"], Row(DatasetSplit.Train, "multi-label").Labels!);
        Assert.Null(Row(DatasetSplit.Train, "sequence-classification").Target);
        Assert.Equal(["a", "b"], Row(DatasetSplit.Validation, "multi-label").Labels!);
        var tagged = Row(DatasetSplit.Test, "token-classification");
        Assert.Equal(("Zoë", "B-PER", "Oslo", "B-LOC"), (tagged.Tokens![0], tagged.Tags![0], tagged.Tokens![^1], tagged.Tags![^1]));
        Assert.Equal(tagged.Tokens!.Count - 2, tagged.Tags!.Count(t => t == "O"));
        Assert.Equal(new[] { null, """{"labels":["a","b"]}""", Places.ToJson() },
            await host.Get<SnapshotStore>().ReadAsync(frozen.Hash, null, Cancel).Select(r => r.Answer).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Overlapping_spans_are_kept_and_a_run_says_which_example_it_cannot_learn()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("Bank of Oslo", null, DatasetSplit.Train));
        await GiveAsync(host, dataset, 0, new ExampleAnswer(Spans: [new ExampleSpan(0, 12, "ORG"), new ExampleSpan(8, 12, "LOC")]));
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", false), Cancel);

        Assert.Equal("Bank of Oslo", host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train).Read().Single().Text);
        var refusal = Assert.Throws<TrainingException>(() => host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train, "token-classification").Read().ToList());
        Assert.Contains("belongs to two spans", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Answers_metadata_and_removals_come_back_with_one_undo(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("a", "x", DatasetSplit.Train), ("b", null, DatasetSplit.Test), ("c", "y", DatasetSplit.None));
        var before = await host.ExamplesAsync(dataset);
        await using var db = await host.ReadAsync();
        var access = await db.RequireDatasetAsync(host.Maintainer, dataset, Studio.Core.Teams.Permission.EditData, Cancel);
        var step = await host.Get<ChangeExamples>().RunAsync(host.Maintainer, access, new StepDescription(StepKind.BulkEdit, "Several", "{}"),
        [
            new ExampleChange(before[0].Id, Label: new LabelValue(null, new ExampleAnswer(Labels: ["p", "q"]).ToJson()), Metadata: new MetadataValue("""{"tags":["t"]}""")),
            new ExampleChange(before[1].Id, Remove: true), new ExampleChange(before[2].Id, Remove: true),
        ], Cancel);

        Assert.Equal(["a"], (await host.ExamplesAsync(dataset)).Select(e => e.Text));
        Assert.Equal((1, 1), await CountsAsync());
        await host.WriteAsync(write => write.SetLabelAsync(before[0].Id, "changed since"));

        var results = await Task.WhenAll(TryAsync(), TryAsync());

        Assert.Single(results, r => r is UndoResult { Kept: 1, Restored: 2 });
        Assert.Single(results, r => r is ConflictException);
        var after = await host.ExamplesAsync(dataset);
        Assert.Equal([("a", "changed since"), ("b", null), ("c", "y")], after.Select(e => (e.Text, e.Label)));
        Assert.All(after, e => Assert.Null(e.Metadata));
        Assert.Equal((3, 2), await CountsAsync());
        Assert.Equal(1, (await host.Get<ListSteps>().RunAsync(host.Viewer, dataset, Cancel))[0].RowsKept);

        async Task<(int, int)> CountsAsync()
        {
            await using var now = await host.ReadAsync();
            var set = await now.Datasets.SingleAsync(d => d.Id == dataset, Cancel);
            return ((int)set.ExampleCount, (int)set.LabeledCount);
        }

        async Task<object> TryAsync()
        {
            try
            {
                return await host.Get<UndoStep>().RunAsync(host.Maintainer, step.Id, Cancel);
            }
            catch (ConflictException second)
            {
                return second;
            }
        }
    }

    private static async Task GiveAsync(DatasetsHost host, Guid dataset, int position, ExampleAnswer answer)
    {
        var id = (await host.ExamplesAsync(dataset))[position].Id;
        await host.WriteAsync(db => db.SetLabelAsync(id, new LabelValue(null, answer.ToJson())));
    }
}
