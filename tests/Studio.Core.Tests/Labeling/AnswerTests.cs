using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Labeling;

/// <summary>What becomes of an answer.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private readonly Guid _seat = Guid.NewGuid(), _otherSeat = Guid.NewGuid();
    private LabelingHost _host = null!;
    private Actor _anna = null!, _ben = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LabelingHost.StartAsync();
        (_anna, _ben) = (await _host.PersonAsync("Anna", Role.Annotator), await _host.PersonAsync("Ben", Role.Annotator));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Asked_once_the_label_is_in_the_dataset_at_once_and_undo_takes_it_back()
    {
        var session = await _host.SessionAsync(examples: 2);
        var task = (await _host.TakeAsync(_anna, session.Id, _seat)).Items[0].TaskId;
        Assert.Equal(AnnotationOutcome.Counted, (await _host.SubmitAsync(_anna, session.Id, _seat, task, session.Labels[1].Id)).Outcome);
        Assert.Equal(["praise", null], await _host.LabelsAsync(session.DatasetId));
        Assert.Equal(1, await LabeledCountAsync(session.DatasetId));

        await _host.DoAsync(_anna, session.Id, _seat, AnnotationKind.Undo, task);
        Assert.Equal([null, null], await _host.LabelsAsync(session.DatasetId));
        Assert.Equal(0, await LabeledCountAsync(session.DatasetId));
        Assert.Empty((await _host.TakeAsync(_ben, session.Id, _otherSeat)).Items);
        await _host.SubmitAsync(_anna, session.Id, _seat, task, session.Labels[2].Id);
        Assert.Equal(["question", null], await _host.LabelsAsync(session.DatasetId));
    }

    [Fact]
    public async Task The_same_key_counts_once()
    {
        var session = await _host.SessionAsync(examples: 1);
        var task = (await _host.TakeAsync(_anna, session.Id, _seat)).Items[0].TaskId;
        var answer = new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, new AnnotationValue([session.Labels[0].Id]), Milliseconds: 900);
        var receipts = await _host.SendAsync(_anna, session.Id, _seat, answer, answer);
        Assert.Equal(receipts, await _host.SendAsync(_anna, session.Id, _seat, answer, answer));
        Assert.All(receipts, r => Assert.Equal(AnnotationOutcome.Counted, r.Outcome));
        Assert.Equal(AnnotationOutcome.Refused, (await _host.SendAsync(_ben, session.Id, _otherSeat, answer))[0].Outcome);
        await using var db = await _host.ReadAsync();
        Assert.Equal(1, await db.AnnotationEvents.CountAsync(LabelingHost.Cancel));
    }

    [Fact]
    public async Task Undo_and_another_answer_in_one_request_leave_the_last_answer()
    {
        var session = await _host.SessionAsync(examples: 1);
        var task = (await _host.TakeAsync(_anna, session.Id, _seat)).Items[0].TaskId;
        await _host.SendAsync(_anna, session.Id, _seat,
            new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, new AnnotationValue([session.Labels[0].Id])),
            new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Undo, task),
            new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, new AnnotationValue([session.Labels[2].Id])));
        Assert.Equal(["question"], await _host.LabelsAsync(session.DatasetId));
        var status = await StatusAsync(session.Id);
        Assert.Equal((1, 1, 1), (status.Answers, status.Settled, status.Annotators.Single().Answers));
    }

    [Fact]
    public async Task People_who_agree_settle_an_example_and_people_who_differ_leave_it_to_a_reviewer()
    {
        var session = await _host.SessionAsync(examples: 2, overlap: 2);
        var tasks = (await _host.TakeAsync(_anna, session.Id, _seat)).Items;
        await _host.TakeAsync(_ben, session.Id, _otherSeat);
        await _host.SubmitAsync(_anna, session.Id, _seat, tasks[0].TaskId, session.Labels[0].Id);
        await _host.SubmitAsync(_anna, session.Id, _seat, tasks[1].TaskId, session.Labels[0].Id);
        Assert.Equal([null, null], await _host.LabelsAsync(session.DatasetId));
        await _host.SubmitAsync(_ben, session.Id, _otherSeat, tasks[0].TaskId, session.Labels[0].Id);
        await _host.SubmitAsync(_ben, session.Id, _otherSeat, tasks[1].TaskId, session.Labels[1].Id);
        Assert.Equal(["complaint", null], await _host.LabelsAsync(session.DatasetId));
        var status = await StatusAsync(session.Id);
        Assert.Equal((1, 1, 4, 4), (status.Settled, status.Disputed, status.Answers, status.AnswersWanted));

        await _host.SubmitAsync(_ben, session.Id, _otherSeat, tasks[1].TaskId, session.Labels[0].Id);
        Assert.Equal(["complaint", "complaint"], await _host.LabelsAsync(session.DatasetId));
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_kept_and_does_not_count()
    {
        var session = await _host.SessionAsync(examples: 1);
        var task = (await _host.TakeAsync(_anna, session.Id, _seat)).Items[0].TaskId;
        _host.Time.Advance(TimeSpan.FromMinutes(3));
        await _host.TakeAsync(_ben, session.Id, _otherSeat);
        await _host.SubmitAsync(_ben, session.Id, _otherSeat, task, session.Labels[1].Id);
        var late = await _host.SubmitAsync(_anna, session.Id, _seat, task, session.Labels[0].Id);
        Assert.Equal(AnnotationOutcome.Surplus, late.Outcome);
        Assert.Contains("kept", late.Message, StringComparison.Ordinal);
        Assert.Equal(["praise"], await _host.LabelsAsync(session.DatasetId));
        await using var db = await _host.ReadAsync();
        Assert.Equal(2, await db.AnnotationEvents.CountAsync(LabelingHost.Cancel));
    }

    [Fact]
    public async Task A_label_retired_while_it_was_chosen_is_refused_with_its_name_and_the_example_stays()
    {
        var session = await _host.SessionAsync(examples: 1);
        var items = await _host.TakeAsync(_anna, session.Id, _seat);
        await _host.Get<EditLabelSchema>().RetireAsync(_host.Maintainer, session.Id, session.Labels[1].Id, LabelingHost.Cancel);
        var refused = await _host.SubmitAsync(_anna, session.Id, _seat, items.Items[0].TaskId, session.Labels[1].Id);
        Assert.Equal(AnnotationOutcome.Refused, refused.Outcome);
        Assert.Contains("“praise” was retired", refused.Message, StringComparison.Ordinal);
        var again = await _host.TakeAsync(_anna, session.Id, _seat);
        Assert.Equal(items.Items, again.Items);
        Assert.NotEqual(items.SchemaVersion, again.SchemaVersion);
    }

    [Fact]
    public async Task A_renamed_label_is_renamed_in_the_dataset_too()
    {
        var session = await _host.SessionAsync(examples: 1);
        var task = (await _host.TakeAsync(_anna, session.Id, _seat)).Items[0].TaskId;
        await _host.SubmitAsync(_anna, session.Id, _seat, task, session.Labels[1].Id);
        await _host.Get<EditLabelSchema>().RenameAsync(_host.Maintainer, session.Id, session.Labels[1].Id, "thanks", LabelingHost.Cancel);
        Assert.Equal(["thanks"], await _host.LabelsAsync(session.DatasetId));
    }

    [Fact]
    public async Task Who_may_not_label_is_told_whom_to_ask_and_who_is_no_member_learns_nothing()
    {
        var session = await _host.SessionAsync(examples: 1);
        await Assert.ThrowsAsync<ForbiddenException>(() => _host.TakeAsync(_host.Viewer, session.Id, _seat));
        await Assert.ThrowsAsync<NotFoundException>(() => _host.TakeAsync(_host.Outsider, session.Id, _seat));
        await Assert.ThrowsAsync<ForbiddenException>(() => _host.Get<EditLabelSchema>().AddAsync(_anna, session.Id, "new", LabelingHost.Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => _host.Get<ReadHistory>().RunAsync(_host.Outsider, session.Id, cancel: LabelingHost.Cancel));
    }

    [Fact]
    public async Task History_is_the_persons_own_newest_first()
    {
        var session = await _host.SessionAsync(examples: 3);
        foreach (var item in (await _host.TakeAsync(_anna, session.Id, _seat, 2)).Items)
            await _host.SubmitAsync(_anna, session.Id, _seat, item.TaskId, session.Labels[0].Id);
        var history = await _host.Get<ReadHistory>().RunAsync(_anna, session.Id, cancel: LabelingHost.Cancel);
        Assert.Equal(["text 1", "text 0"], history.Select(h => h.Text));
        Assert.Empty(await _host.Get<ReadHistory>().RunAsync(_ben, session.Id, cancel: LabelingHost.Cancel));
    }

    private Task<SessionStatus> StatusAsync(Guid session) =>
        _host.Get<IGrainFactory>().GetGrain<ILabelQueueGrain>(session).StatusAsync();

    private async Task<long> LabeledCountAsync(Guid dataset)
    {
        await using var db = await _host.ReadAsync();
        return await db.Datasets.Where(d => d.Id == dataset).Select(d => d.LabeledCount).SingleAsync(LabelingHost.Cancel);
    }
}
