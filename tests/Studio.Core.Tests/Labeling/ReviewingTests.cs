using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Reviewing;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Labeling;

/// <summary>Disagreements, their decisions, and how much people agree.</summary>
public sealed class ReviewingTests
{
    [Theory, OnBothEngines]
    public async Task A_reviewers_decision_goes_into_the_dataset_and_can_be_taken_back(DatabaseEngine engine)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await DisagreeAsync(host, [0, 0, 1, 2], [0, 1, 1, 0]);
        var rita = await host.PersonAsync("Rita", Role.Reviewer);
        var disputes = await host.Get<ReadDisputes>().RunAsync(rita, session.Id, cancel: LabelingHost.Cancel);
        Assert.Equal(["text 1", "text 3"], disputes.Select(d => d.Text));
        Assert.Equal(["Anna", "Ben"], disputes[0].Answers.Select(a => a.Name));

        var adjudicate = host.Get<Adjudicate>();
        await adjudicate.DecideAsync(rita, session.Id, disputes[0].TaskId, new AnnotationValue([session.Labels[2].Id]), LabelingHost.Cancel);
        Assert.Equal(["complaint", "question", "praise", null], await host.LabelsAsync(session.DatasetId));
        var status = await host.Get<IGrainFactory>().GetGrain<ILabelQueueGrain>(session.Id).StatusAsync();
        Assert.Equal((3, 1), (status.Settled, status.Disputed));
        await Assert.ThrowsAsync<ConflictException>(() =>
            adjudicate.DecideAsync(rita, session.Id, disputes[0].TaskId, new AnnotationValue([session.Labels[0].Id]), LabelingHost.Cancel));

        await adjudicate.ReopenAsync(rita, session.Id, disputes[0].TaskId, LabelingHost.Cancel);
        Assert.Equal(["complaint", null, "praise", null], await host.LabelsAsync(session.DatasetId));
        Assert.Equal(2, (await host.Get<ReadDisputes>().RunAsync(rita, session.Id, cancel: LabelingHost.Cancel)).Count);
        await using var db = await host.ReadAsync();
        Assert.Equal(1, await db.AuditEvents.CountAsync(e => e.Action == "labeling.adjudicate" && e.UserId == rita.UserId, LabelingHost.Cancel));
    }

    [Fact]
    public async Task An_annotator_cannot_decide_and_a_decided_example_takes_no_more_answers()
    {
        await using var host = await LabelingHost.StartAsync();
        var session = await DisagreeAsync(host, [0], [1]);
        var anna = await host.PersonAsync("Nora", Role.Annotator);
        var dispute = (await host.Get<ReadDisputes>().RunAsync(host.Maintainer, session.Id, cancel: LabelingHost.Cancel))[0];
        var decision = new AnnotationValue([session.Labels[1].Id]);
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<Adjudicate>().DecideAsync(anna, session.Id, dispute.TaskId, decision, LabelingHost.Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<ReadDisputes>().RunAsync(anna, session.Id, cancel: LabelingHost.Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Get<Adjudicate>().DecideAsync(host.Maintainer, session.Id, dispute.TaskId, new AnnotationValue([]), LabelingHost.Cancel));
        await host.Get<Adjudicate>().DecideAsync(host.Maintainer, session.Id, dispute.TaskId, decision, LabelingHost.Cancel);
        var late = await host.SubmitAsync(anna, session.Id, Guid.NewGuid(), dispute.TaskId, session.Labels[0].Id);
        Assert.Equal(AnnotationOutcome.Refused, late.Outcome);
        Assert.Equal(["praise"], await host.LabelsAsync(session.DatasetId));
    }

    [Theory, OnBothEngines]
    public async Task Agreement_is_measured_beyond_chance(DatabaseEngine engine)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await DisagreeAsync(host, [0, 0, 1, 2, 1], [0, 1, 1, 2, 1]);
        var agreement = await host.Get<MeasureAgreement>().RunAsync(host.Viewer, session.Id, LabelingHost.Cancel);
        Assert.Equal((5, 10, 0.8), (agreement.Examples, agreement.Answers, agreement.Percent));
        // Of ten values 3, 5 and 2 are of the three kinds: expected disagreement 62/90, observed 2/10.
        Assert.Equal(1 - (0.2 / (62.0 / 90)), agreement.Alpha!.Value, 12);
        // Both chose by chance the same label in 2/5·1/5 + 2/5·3/5 + 1/5·1/5 = 9/25 of the examples.
        Assert.Equal((0.8 - 0.36) / 0.64, Assert.Single(agreement.Pairs).Kappa!.Value, 12);
    }

    [Fact]
    public async Task Agreement_of_people_who_always_say_the_same_is_undefined()
    {
        await using var host = await LabelingHost.StartAsync();
        var session = await DisagreeAsync(host, [0, 0], [0, 0]);
        var agreement = await host.Get<MeasureAgreement>().RunAsync(host.Viewer, session.Id, LabelingHost.Cancel);
        Assert.Equal((1.0, null, null), (agreement.Percent, agreement.Alpha, agreement.Pairs[0].Kappa));
    }

    private static async Task<LabelingSessionView> DisagreeAsync(LabelingHost host, int[] anna, int[] ben)
    {
        var session = await host.SessionAsync(anna.Length, overlap: 2);
        foreach (var (name, labels) in new[] { ("Anna", anna), ("Ben", ben) })
        {
            var (person, seat) = (await host.PersonAsync(name, Role.Annotator), Guid.NewGuid());
            var items = (await host.TakeAsync(person, session.Id, seat, anna.Length)).Items;
            for (var i = 0; i < labels.Length; i++)
                await host.SubmitAsync(person, session.Id, seat, items[i].TaskId, session.Labels[labels[i]].Id);
        }

        return session;
    }
}
