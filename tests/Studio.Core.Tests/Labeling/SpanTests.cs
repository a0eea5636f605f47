using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Queue;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Labeling;

/// <summary>Marked stretches of text, over emoji and accents too.</summary>
public sealed class SpanTests
{
    private const string Family = "\U0001F469\u200D\U0001F469\u200D\U0001F467";
    private const string Text = "Love " + Family + " from Zoe\u0308 in Paris";

    [Theory]
    [InlineData("inside the family", 6, 8, 5, 13)]
    [InlineData("between letter and accent", 19, 22, 19, 23)]
    [InlineData("whole words", 0, 4, 0, 4)]
    public async Task A_mark_never_cuts_a_character(string what, int start, int end, int widenedStart, int widenedEnd)
    {
        await using var host = await LabelingHost.StartAsync();
        var (session, task, anna, seat) = await OpenAsync(host);
        var value = new AnnotationValue(null, [new LabelSpan(start, end, session.Labels[0].Id)]);
        var receipts = await host.SendAsync(anna, session.Id, seat, new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, value));
        Assert.True(receipts[0].Outcome == AnnotationOutcome.Counted, $"{what}: {receipts[0].Message}");
        await using var db = await host.ReadAsync();
        var kept = AnnotationValue.FromJson((await db.Annotations.SingleAsync(LabelingHost.Cancel)).Value!);
        Assert.Equal(new LabelSpan(widenedStart, widenedEnd, session.Labels[0].Id), Assert.Single(kept.Spans!));
    }

    [Fact]
    public async Task A_mark_outside_the_text_is_refused_with_its_place()
    {
        await using var host = await LabelingHost.StartAsync();
        var (session, task, anna, seat) = await OpenAsync(host);
        var value = new AnnotationValue(null, [new LabelSpan(3, 500, session.Labels[0].Id)]);
        var receipt = (await host.SendAsync(anna, session.Id, seat, new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, value)))[0];
        Assert.Equal(AnnotationOutcome.Refused, receipt.Outcome);
        Assert.Contains("from 3 to 500", receipt.Message, StringComparison.Ordinal);
        Assert.True(receipt.AskAgain);
    }

    [Fact]
    public async Task A_single_label_is_no_answer_to_a_question_about_spans()
    {
        await using var host = await LabelingHost.StartAsync();
        var (session, task, anna, seat) = await OpenAsync(host);
        Assert.Equal(AnnotationOutcome.Refused, (await host.SubmitAsync(anna, session.Id, seat, task, session.Labels[0].Id)).Outcome);
    }

    private static async Task<(Core.Labeling.Sessions.LabelingSessionView Session, long Task, Actor Anna, Guid Seat)> OpenAsync(LabelingHost host)
    {
        var session = await host.SessionAsync(examples: 1, kind: LabelingKind.Spans, text: Text);
        var (anna, seat) = (await host.PersonAsync("Anna", Role.Annotator), Guid.NewGuid());
        return (session, (await host.TakeAsync(anna, session.Id, seat)).Items[0].TaskId, anna, seat);
    }
}
