using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Cleaning;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Cleaning texts: what each step does, the preview, and taking all of it back.</summary>
public sealed class CleaningTests
{
    [Theory]
    [InlineData(CleaningStep.Encoding, "CafÃ© â€“ dâ€™accord", "Café – d’accord")]
    [InlineData(CleaningStep.Encoding, "CafÃƒÂ©", "Café")]
    [InlineData(CleaningStep.Encoding, "ðŸ™‚ nice", "\U0001F642 nice")]
    [InlineData(CleaningStep.Encoding, "SÃO PAULO, Âge, naïve – all fine", "SÃO PAULO, Âge, naïve – all fine")]
    [InlineData(CleaningStep.Encoding, "\uFEFFfirst", "first")]
    [InlineData(CleaningStep.Html, "<p>Fish &amp; chips<br/>are <b class=\"x\">good</b></p>", "Fish & chips\nare good\n")]
    [InlineData(CleaningStep.Html, "I <3 you, a < b > c, <unk> &copy; &nosuch;", "I <3 you, a < b > c, <unk> © &nosuch;")]
    [InlineData(CleaningStep.Html, "a<script>alert('x')</script><!-- gone -->b", "ab")]
    [InlineData(CleaningStep.Control, "a\u0007b\u200Bc\u00ADd \U0001F469\u200D\U0001F467", "abcd \U0001F469\u200D\U0001F467")]
    [InlineData(CleaningStep.Unicode, "Ade\u0301", "Adé")]
    [InlineData(CleaningStep.Quotes, "“It’s” – fine…", "\"It's\" - fine...")]
    [InlineData(CleaningStep.Whitespace, "  a\t b \r\n\r\n\r\n\r\nc\u00A0d ", "a b\n\nc d")]
    public void Each_step_does_what_it_says_and_no_more(CleaningStep step, string before, string after)
    {
        Assert.Equal(after, CleaningSteps.Apply(before, new HashSet<CleaningStep> { step }));
        Assert.Equal(after, CleaningSteps.Apply(after, new HashSet<CleaningStep> { step }));
    }

    [Fact]
    public void Half_a_character_breaks_nothing() =>
        Assert.Equal("a \ud83d b", CleaningSteps.Apply("a  \ud83d b", CleaningSteps.All.Select(r => r.Step).ToHashSet()));

    [Theory]
    [OnBothEngines]
    public async Task What_the_preview_says_is_done_and_taken_back_but_for_later_edits(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("CafÃ©  open", "a", DatasetSplit.Train), ("fine", null, DatasetSplit.None), ("<br>", null, DatasetSplit.None), ("<i>two</i>", "b", DatasetSplit.Test));
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", false), Cancel);
        var (clean, all) = (host.Get<CleanDataset>(), CleaningSteps.All.Select(r => r.Step).ToHashSet());

        var preview = await clean.PreviewAsync(host.Viewer, dataset, all, Cancel);
        Assert.Equal((4, 2, 1, 0), (preview.Examples, preview.Changed, preview.Emptied, preview.Marked));
        Assert.Equal((1, 2, 1), (preview.ByStep[CleaningStep.Encoding], preview.ByStep[CleaningStep.Html], preview.ByStep[CleaningStep.Whitespace]));
        Assert.Equal(2, preview.Samples.Count);
        await Assert.ThrowsAsync<ForbiddenException>(() => clean.ApplyAsync(host.Viewer, dataset, all, Cancel));

        var step = await clean.ApplyAsync(host.Maintainer, dataset, all, Cancel);
        Assert.Equal(2, step.Rows);
        Assert.Equal(["Café open", "fine", "<br>", "two"], await TextsAsync());
        await Assert.ThrowsAsync<ConflictException>(() => clean.ApplyAsync(host.Maintainer, dataset, all, Cancel));
        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange((await host.ExamplesAsync(dataset))[3].Id, "three"), Cancel);

        var undone = await host.Get<UndoStep>().RunAsync(host.Maintainer, step.Id, Cancel);
        Assert.Equal((1, 1), (undone.Restored, undone.Kept));
        Assert.Equal(["CafÃ©  open", "fine", "<br>", "three"], await TextsAsync());
        Assert.Equal("CafÃ©  open", host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train).Read().Single().Text);

        async Task<IEnumerable<string>> TextsAsync() => (await host.ExamplesAsync(dataset)).Select(e => e.Text);
    }

    [Fact]
    public async Task Spans_move_along_where_that_is_certain_and_their_examples_stay_where_it_is_not()
    {
        await using var host = await StartAsync();
        const string plain = "  We met  <b>Ade\u0301</b> in CafÃ© Oslo ", torn = "We met New  York";
        var dataset = await host.DatasetAsync((plain, null, DatasetSplit.None), (torn, null, DatasetSplit.None));
        var examples = await host.ExamplesAsync(dataset);
        await GiveAsync(examples[0].Id, new ExampleSpan(plain.IndexOf("Ade", StringComparison.Ordinal), plain.IndexOf("</b>", StringComparison.Ordinal), "PER"), new ExampleSpan(plain.IndexOf("Oslo", StringComparison.Ordinal), plain.Length - 1, "LOC"));
        await GiveAsync(examples[1].Id, new ExampleSpan(torn.IndexOf("New", StringComparison.Ordinal), torn.IndexOf("New", StringComparison.Ordinal) + 4, "X"));

        await host.Get<CleanDataset>().ApplyAsync(host.Maintainer, dataset, CleaningSteps.All.Select(r => r.Step).ToHashSet(), Cancel);

        var after = await host.ExamplesAsync(dataset);
        Assert.Equal("We met Adé in Café Oslo", after[0].Text);
        Assert.Equal("Adé (PER), Oslo (LOC)", ExampleAnswer.Parse(after[0].Answer!).InWords(after[0].Text));
        var second = ExampleAnswer.Parse(after[1].Answer!);
        Assert.Null(second.Problem(after[1].Text));
        Assert.StartsWith("New", second.InWords(after[1].Text), StringComparison.Ordinal);

        Task GiveAsync(long id, params ExampleSpan[] spans) => host.WriteAsync(db => db.SetLabelAsync(id, new LabelValue(null, new ExampleAnswer(Spans: spans).ToJson())));
    }
}
