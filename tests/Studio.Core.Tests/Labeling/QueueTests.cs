using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Labeling;

/// <summary>Who is given what: promises, their end, and the reason when there is nothing.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private readonly Guid _annaSeat = Guid.NewGuid(), _benSeat = Guid.NewGuid();
    private LabelingHost _host = null!;
    private Actor _anna = null!, _ben = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LabelingHost.StartAsync();
        (_anna, _ben) = (await _host.PersonAsync("Anna", Role.Annotator), await _host.PersonAsync("Ben", Role.Annotator));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Two_people_are_given_different_examples_in_the_order_of_the_dataset()
    {
        var session = await _host.SessionAsync(examples: 8);
        var anna = await _host.TakeAsync(_anna, session.Id, _annaSeat);
        var ben = await _host.TakeAsync(_ben, session.Id, _benSeat);
        Assert.Equal(["text 0", "text 1", "text 2", "text 3", "text 4"], anna.Items.Select(i => i.Text));
        Assert.Equal(["text 5", "text 6", "text 7"], ben.Items.Select(i => i.Text));
    }

    [Fact]
    public async Task Overlap_gives_the_same_example_to_as_many_as_it_says_and_to_nobody_twice()
    {
        var session = await _host.SessionAsync(examples: 3, overlap: 2);
        var carl = await _host.PersonAsync("Carl", Role.Annotator);
        Assert.Equal(3, (await _host.TakeAsync(_anna, session.Id, _annaSeat)).Items.Count);
        Assert.Equal(3, (await _host.TakeAsync(_ben, session.Id, _benSeat)).Items.Count);
        Assert.Empty((await _host.TakeAsync(carl, session.Id, Guid.NewGuid())).Items);
        Assert.Empty((await _host.TakeAsync(_anna, session.Id, Guid.NewGuid())).Items);
    }

    [Fact]
    public async Task Leaving_gives_the_examples_back_at_once()
    {
        var session = await _host.SessionAsync(examples: 4);
        var mine = await _host.TakeAsync(_anna, session.Id, _annaSeat);
        await _host.Get<LeaveSeat>().RunAsync(_anna, session.Id, _annaSeat, LabelingHost.Cancel);
        var others = await _host.TakeAsync(_ben, session.Id, _benSeat);
        Assert.Equal(mine.Items.Select(i => i.TaskId), others.Items.Select(i => i.TaskId));
    }

    [Fact]
    public async Task A_silent_page_loses_its_examples_and_one_that_speaks_keeps_them()
    {
        var session = await _host.SessionAsync(examples: 4);
        var mine = await _host.TakeAsync(_anna, session.Id, _annaSeat, 2);
        long[] holding = [.. mine.Items.Select(i => i.TaskId)];
        _host.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Empty((await _host.TakeAsync(_anna, session.Id, _annaSeat, 2, holding)).Items);
        _host.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(2, (await _host.TakeAsync(_ben, session.Id, _benSeat)).Items.Count);
        _host.Time.Advance(TimeSpan.FromSeconds(121));
        var late = await _host.TakeAsync(_ben, session.Id, _benSeat, 5);
        Assert.Equal(4, late.Items.Count);

        var woken = await _host.TakeAsync(_anna, session.Id, _annaSeat, 2, holding);
        Assert.Equal(holding, woken.Gone);
        Assert.Equal(4, woken.Empty?.LeasedToOthers);
    }

    [Fact]
    public async Task A_page_that_comes_back_is_given_what_it_held()
    {
        var session = await _host.SessionAsync(examples: 9);
        var before = await _host.TakeAsync(_anna, session.Id, _annaSeat);
        var after = await _host.TakeAsync(_anna, session.Id, _annaSeat);
        Assert.Equal(before.Items, after.Items);
        await _host.RestartAsync();
        var restarted = await _host.TakeAsync(_anna, session.Id, _annaSeat, 3, before.Items[0].TaskId);
        Assert.Equal(before.Items.Skip(1), restarted.Items);
        Assert.Equal(["text 5", "text 6", "text 7", "text 8"], (await _host.TakeAsync(_ben, session.Id, _benSeat)).Items.Select(i => i.Text));
    }

    [Fact]
    public async Task The_empty_answer_says_why()
    {
        var session = await _host.SessionAsync(examples: 3);
        var held = await _host.TakeAsync(_anna, session.Id, _annaSeat, 2);
        var rest = await _host.TakeAsync(_ben, session.Id, _benSeat);
        await _host.DoAsync(_ben, session.Id, _benSeat, AnnotationKind.Skip, rest.Items[0].TaskId);
        var none = (await _host.TakeAsync(_ben, session.Id, _benSeat)).Empty!;
        Assert.Equal((3, 2, 1, false), (none.Open, none.LeasedToOthers, none.SkippedByYou, none.Closed));
        Assert.InRange(none.Until!.Value, _host.Time.GetUtcNow().UtcDateTime.AddSeconds(60), _host.Time.GetUtcNow().UtcDateTime.AddSeconds(121));

        foreach (var item in held.Items)
            await _host.SubmitAsync(_anna, session.Id, _annaSeat, item.TaskId, session.Labels[0].Id);
        await _host.SubmitAsync(_anna, session.Id, _annaSeat, rest.Items[0].TaskId, session.Labels[0].Id);
        Assert.Equal(new QueueEmpty(false, 0, 0, 0, 0, null), (await _host.TakeAsync(_ben, session.Id, _benSeat)).Empty);
        await _host.Get<EditLabelingSession>().SetStateAsync(_host.Maintainer, session.Id, LabelingSessionState.Closed, LabelingHost.Cancel);
        Assert.True((await _host.TakeAsync(_ben, session.Id, _benSeat)).Empty!.Closed);
    }

    [Fact]
    public async Task What_was_skipped_comes_back_when_the_person_asks()
    {
        var session = await _host.SessionAsync(examples: 3);
        foreach (var item in (await _host.TakeAsync(_anna, session.Id, _annaSeat)).Items)
            await _host.DoAsync(_anna, session.Id, _annaSeat, AnnotationKind.Skip, item.TaskId);
        Assert.Empty((await _host.TakeAsync(_anna, session.Id, _annaSeat)).Items);
        Assert.Equal(3, await _host.Get<ReturnSkipped>().RunAsync(_anna, session.Id, LabelingHost.Cancel));
        Assert.Equal(3, (await _host.TakeAsync(_anna, session.Id, _annaSeat)).Items.Count);
    }

    [Fact]
    public async Task A_page_of_one_person_is_not_served_to_another()
    {
        var session = await _host.SessionAsync(examples: 3);
        await _host.TakeAsync(_anna, session.Id, _annaSeat);
        await Assert.ThrowsAsync<NotFoundException>(() => _host.TakeAsync(_ben, session.Id, _annaSeat));
    }
}
