using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Reviewing;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;
using Studio.Trainer.Evaluation.Agreement;

namespace Studio.Core.Tests.Labeling;

/// <summary>Several labels and spans with overlap: exactly N answers, what is agreed reaches the example, and agreement by distance.</summary>
public sealed class SetsAndSpansTests
{
    // Two words, an emoji of five code points in eight code units, and a letter with its accent apart.
    private const string Text = "Zoe\u0308 met \U0001F469\u200D\U0001F469\u200D\U0001F467 in Oslo today";

    [Theory, OnBothEngines]
    public async Task Agreed_sets_reach_the_example_and_go_again(DatabaseEngine engine)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await host.SessionAsync(3, overlap: 2, LabelingKind.MultiLabel);
        AnnotationValue Set(params int[] labels) => new([.. labels.Select(l => session.Labels[l].Id)]);
        var people = await AnswerAsync(host, session, [[Set(1, 0), Set(), Set(0)], [Set(0, 1), Set(), Set(0, 2)]]);

        Assert.Equal([null, null, null], await host.LabelsAsync(session.DatasetId));
        Assert.Equal(["""{"labels":["complaint","praise"]}""", """{"labels":[]}""", null], await AnswersAsync(host, session));
        await using (var db = await host.ReadAsync())
            Assert.Equal(2, await db.Datasets.Where(d => d.Id == session.DatasetId).Select(d => d.LabeledCount).SingleAsync(LabelingHost.Cancel));
        var agreement = await host.Get<MeasureAgreement>().RunAsync(host.Viewer, session.Id, LabelingHost.Cancel);
        Assert.Equal((3, 6), (agreement.Examples, agreement.Answers));
        Assert.Equal(2 / 3.0, agreement.Percent!.Value, 12);
        // Observed 2·(2/3) over 6 values; expected from the values {0,1}·2, {}·2, {0}, {0,2} at distances 1, 2/3 and 1 − 1/9.
        var expected = 2 * ((2 * 2 * 1.0) + (2 * 2 / 3.0) + (2 * (1 - (1 / 9.0))) + 2 + 2 + (2 / 3.0)) / 30;
        Assert.Equal(1 - (2 * (2 / 3.0) / 6 / expected), agreement.Alpha!.Value, 12);

        await host.DoAsync(people[0].Person, session.Id, people[0].Seat, AnnotationKind.Undo, people[0].Tasks[0]);
        Assert.Equal([null, """{"labels":[]}""", null], await AnswersAsync(host, session));
        var dispute = Assert.Single(await host.Get<ReadDisputes>().RunAsync(host.Maintainer, session.Id, cancel: LabelingHost.Cancel));
        await host.Get<Adjudicate>().DecideAsync(host.Maintainer, session.Id, dispute.TaskId, Set(2), LabelingHost.Cancel);
        Assert.Equal("""{"labels":["question"]}""", (await AnswersAsync(host, session))[2]);
    }

    [Theory, OnBothEngines]
    public async Task Agreed_spans_over_emoji_reach_the_example_exactly(DatabaseEngine engine)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await host.SessionAsync(2, overlap: 2, LabelingKind.Spans, Text);
        AnnotationValue Marks(params (int Start, int End, int Label)[] spans) => new(null, [.. spans.Select(s => new LabelSpan(s.Start, s.End, session.Labels[s.Label].Id))]);
        int oslo = Text.IndexOf("Oslo", StringComparison.Ordinal), family = Text.IndexOf('\ud83d');
        // The second cuts the accent and the emoji, which widens to the same; the third and fourth overlap each other.
        await AnswerAsync(host, session,
        [
            [Marks((0, 4, 0), (family, family + 8, 1), (family, oslo + 4, 2)), Marks((oslo, oslo + 4, 1))],
            [Marks((family + 2, family + 6, 1), (family, oslo + 4, 2), (0, 3, 0)), Marks((oslo, oslo + 4, 0))],
        ]);

        var stored = ExampleAnswer.Parse((await AnswersAsync(host, session))[0]!);
        Assert.Equal($"Zoe\u0308 (complaint), {Text[family..(family + 8)]} (praise), {Text[family..(oslo + 4)]} (question)", stored.InWords(Text));
        Assert.Equal([0, family, family], stored.Spans!.Select(s => s.Start));
        Assert.Null(stored.Problem(Text));
        var agreement = await host.Get<MeasureAgreement>().RunAsync(host.Viewer, session.Id, LabelingHost.Cancel);
        Assert.Equal(0.5, agreement.Percent);
        Assert.Equal(2 * 3 / 8.0, agreement.SpanF1);
        Assert.Equal(agreement.SpanF1, Assert.Single(agreement.Pairs).SpanF1);
        // Six words in each text; only “Oslo” of the second is labeled differently. By chance 56 of 144 would be equal.
        Assert.Equal(76 / 88.0, agreement.Pairs[0].Kappa!.Value, 12);
        Assert.Equal(1 - (552 / 4200.0), agreement.Alpha!.Value, 12);
    }

    [Theory]
    [InlineData(LabelingKind.MultiLabel)]
    [InlineData(LabelingKind.Spans)]
    public async Task There_are_never_more_than_N_answers_of_many_at_once(LabelingKind kind)
    {
        await using var host = await LabelingHost.StartAsync();
        var session = await host.SessionAsync(12, overlap: 2, kind, Text);
        var value = kind == LabelingKind.Spans ? new AnnotationValue(null, [new LabelSpan(0, 4, session.Labels[0].Id)]) : new AnnotationValue([session.Labels[0].Id]);
        var people = await host.PeopleAsync(Enumerable.Range(0, 6).Select(i => $"P{i}"), Role.Annotator);
        await using (var db = await host.ReadAsync())
        {
            var tasks = await db.LabelingTasks.Where(t => t.SessionId == session.Id).Select(t => t.Id).ToListAsync(LabelingHost.Cancel);
            await Task.WhenAll(people.Select(p => host.SendAsync(p, session.Id, Guid.NewGuid(), [.. tasks.Select(t => new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, t, value))])));
        }

        await using var after = await host.ReadAsync();
        var counts = await after.Annotations.Where(a => a.SessionId == session.Id && a.Slot != null).GroupBy(a => a.TaskId).Select(g => g.Count()).ToListAsync(LabelingHost.Cancel);
        Assert.Equal(Enumerable.Repeat(2, 12), counts);
        Assert.All(await AnswersAsync(host, session), Assert.NotNull);
        Assert.Equal(12 * 4, await after.AnnotationEvents.CountAsync(e => e.Outcome == AnnotationOutcome.Surplus, LabelingHost.Cancel));
    }

    [Theory]
    [InlineData(LabelingKind.MultiLabel)]
    [InlineData(LabelingKind.Spans)]
    public async Task A_label_that_is_retired_while_somebody_chooses_it_is_told_and_asked_again_and_a_new_name_reaches_the_examples(LabelingKind kind)
    {
        await using var host = await LabelingHost.StartAsync();
        var session = await host.SessionAsync(1, overlap: 1, kind, Text);
        AnnotationValue Value(int label) => kind == LabelingKind.Spans
            ? new AnnotationValue(null, [new LabelSpan(0, 4, session.Labels[label].Id), new LabelSpan(0, 8, session.Labels[2].Id)]) : new AnnotationValue([session.Labels[label].Id, session.Labels[2].Id]);
        var (anna, seat) = (await host.PersonAsync("Anna", Role.Annotator), Guid.NewGuid());
        var task = (await host.TakeAsync(anna, session.Id, seat)).Items[0].TaskId;
        await host.Get<EditLabelSchema>().RetireAsync(host.Maintainer, session.Id, session.Labels[0].Id, LabelingHost.Cancel);

        var refused = (await host.SendAsync(anna, session.Id, seat, new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, Value(0))))[0];
        Assert.Equal((AnnotationOutcome.Refused, true), (refused.Outcome, refused.AskAgain));
        Assert.Contains("“complaint” was retired", refused.Message, StringComparison.Ordinal);
        await host.SendAsync(anna, session.Id, seat, new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, Value(1)));
        Assert.Equal(["praise", "question"], ExampleAnswer.NamesIn((await AnswersAsync(host, session))[0]));
        await host.Get<EditLabelSchema>().RenameAsync(host.Maintainer, session.Id, session.Labels[1].Id, "thanks", LabelingHost.Cancel);
        Assert.Equal(["question", "thanks"], ExampleAnswer.NamesIn((await AnswersAsync(host, session))[0]));
    }

    [Fact]
    public void Masi_is_as_defined()
    {
        static double Masi(int[] a, int[] b) => DistanceAgreement.Masi(a.ToHashSet(), b.ToHashSet());
        Assert.Equal([0, 0, 1, 2 / 3.0, 8 / 9.0], new[] { Masi([], []), Masi([1, 2], [2, 1]), Masi([1], [2]), Masi([1, 2], [1, 2, 3, 4]), Masi([1, 2], [2, 3]) }.Select(d => Math.Round(d, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    private static async Task<List<(Actor Person, Guid Seat, List<long> Tasks)>> AnswerAsync(LabelingHost host, LabelingSessionView session, AnnotationValue[][] answers)
    {
        var people = new List<(Actor, Guid, List<long>)>();
        for (var i = 0; i < answers.Length; i++)
        {
            var (person, seat) = (await host.PersonAsync($"P{i}", Role.Annotator), Guid.NewGuid());
            var tasks = (await host.TakeAsync(person, session.Id, seat, answers[i].Length)).Items.Select(t => t.TaskId).ToList();
            var receipts = await host.SendAsync(person, session.Id, seat, [.. answers[i].Zip(tasks, (value, task) => new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, value))]);
            Assert.All(receipts, r => Assert.Equal(AnnotationOutcome.Counted, r.Outcome));
            people.Add((person, seat, tasks));
        }

        return people;
    }

    private static async Task<List<string?>> AnswersAsync(LabelingHost host, LabelingSessionView session)
    {
        await using var db = await host.ReadAsync();
        return await db.Examples.Where(e => e.DatasetId == session.DatasetId).OrderBy(e => e.Position).Select(e => e.Answer).ToListAsync(LabelingHost.Cancel);
    }
}
