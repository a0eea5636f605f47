using Microsoft.EntityFrameworkCore;
using Orleans.Concurrency;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>
/// Requests gather while the ones before them are written, and then go together: a hundred people cost hardly more than one,
/// and no two writes of a session meet in the database.
/// </summary>
[Reentrant]
internal sealed class LabelQueueGrain(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time, LabelingFeeds feeds, DatasetFeeds datasets) : Grain, ILabelQueueGrain
{
    /// <summary>How long a silent page keeps its examples: a reload or a broken connection is shorter, a closed lid longer.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly List<AnswerRequest> _answers = [];
    private readonly List<TakeRequest> _takes = [];
    private readonly List<LeaveRequest> _leaves = [];
    private TaskCompletionSource? _refresh;
    private Task? _work;
    private LabelQueue _queue = null!;
    private SessionTally _tally = null!;

    private Guid SessionId => this.GetPrimaryKey();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(SweepEvery, SweepEvery));
    }

    public async Task<TaskBatch> TakeAsync(Guid userId, Guid seat, int wanted, IReadOnlyList<long> holding)
    {
        await MeetAsync(userId);
        return await Ask(_takes, new TakeRequest(userId, seat, wanted, holding)).Answer;
    }

    public async Task<IReadOnlyList<AnnotationReceipt>> AnswerAsync(Guid userId, Guid seat, IReadOnlyList<AnnotationCommand> commands)
    {
        await MeetAsync(userId);
        return await Ask(_answers, new AnswerRequest(userId, seat, commands)).Answer;
    }

    public Task LeaveAsync(Guid userId, Guid seat) => Ask(_leaves, new LeaveRequest(userId, seat)).Answer;

    public Task DecidedAsync(bool settled)
    {
        _tally.Settled += settled ? 1 : -1;
        _tally.Disputed -= settled ? 1 : -1;
        Publish();
        return Task.CompletedTask;
    }

    public Task RefreshAsync()
    {
        _refresh ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var refreshed = _refresh.Task;
        _work ??= WorkAsync();
        return refreshed;
    }

    public Task<SessionStatus> StatusAsync() => Task.FromResult(Picture());

    private TRequest Ask<TRequest>(List<TRequest> pending, TRequest request) where TRequest : QueueRequest
    {
        pending.Add(request);
        _work ??= WorkAsync();
        return request;
    }

    private async Task WorkAsync()
    {
        // Never done before it is remembered as under way.
        await Task.Yield();
        do
        {
            await RefreshIfAskedAsync();
            await TogetherAsync(_answers, WriteAnswersAsync);
            await TogetherAsync(_leaves, EmptySeatsAsync);
            await TogetherAsync(_takes, ServeAsync);
            Publish();
        }
        while (_answers.Count + _takes.Count + _leaves.Count > 0 || _refresh is not null);

        _work = null;
    }

    private static async Task TogetherAsync<TRequest>(List<TRequest> pending, Func<List<TRequest>, Task> work) where TRequest : QueueRequest
    {
        if (pending.Count == 0)
            return;
        List<TRequest> group = [.. pending];
        pending.Clear();
        try
        {
            await work(group);
        }
        catch (Exception error)
        {
            group.ForEach(request => request.Fail(error));
        }
    }

    private async Task WriteAnswersAsync(List<AnswerRequest> group)
    {
        var now = Now;
        var effects = await gate.WriteAsync((db, cancel) => WriteGroupAsync(db, group, now, cancel));
        for (var i = 0; i < group.Count; i++)
        {
            foreach (var effect in effects[i].Where(e => !e.IsRepetition))
                Remember(group[i].UserId, group[i].Seat, effect, now);
            group[i].Confirm(effects[i].ConvertAll(e => e.Receipt));
        }

        // One word about many labels is enough for whoever looks at the dataset.
        if (effects.SelectMany(e => e).LastOrDefault(e => e.Change is { Changed: true }) is { Change: { } change })
            datasets.Publish(change);
    }

    private async Task<List<List<AnnotationEffect>>> WriteGroupAsync(StudioDb db, List<AnswerRequest> group, DateTime now, CancellationToken cancel)
    {
        var session = await db.LabelingSessions.AsNoTracking().Include(s => s.Schema).SingleAsync(s => s.Id == SessionId, cancel);
        var effects = new List<List<AnnotationEffect>>(group.Count);
        foreach (var request in group)
        {
            effects.Add(await new AnnotationWriter(db, session, request.UserId, request.Seat, now).WriteAsync(request.Commands, cancel));
            // The next one reads what this one wrote.
            await db.SaveChangesAsync(cancel);
        }

        await db.TellDisputesAsync(session, effects.SelectMany(e => e), now, cancel);
        return effects;
    }

    private void Remember(Guid userId, Guid seat, AnnotationEffect effect, DateTime now)
    {
        var (taskId, outcome) = (effect.Receipt.TaskId, effect.Receipt.Outcome);
        if (outcome == AnnotationOutcome.Refused && effect.State == TaskState.Open)
            return;
        _queue.Release(userId, taskId);
        if (outcome != AnnotationOutcome.Counted)
            return;
        _queue.Stand(userId, taskId, effect.After);
        _queue.Update(taskId, effect.Answers, effect.State == TaskState.Open);
        if (effect.Kind == AnnotationKind.Undo && _queue.FindSeat(seat) is { } held)
            _queue.Hold(held, taskId);
        _tally.Apply(userId, effect, now);
    }

    private async Task ServeAsync(List<TakeRequest> group)
    {
        await EmptySeatsAsync([]);
        var plan = new SeatPlan(_queue, SessionId, _tally.State == LabelingSessionState.Closed, Now + LeaseTime);
        group.ForEach(plan.Add);
        try
        {
            await gate.WriteAsync(plan.WriteAsync);
        }
        catch
        {
            plan.TakeBack();
            throw;
        }

        plan.Confirm();
    }

    /// <summary>Frees what the pages that were left, and those that have been silent for too long, were promised.</summary>
    private async Task EmptySeatsAsync(List<LeaveRequest> group)
    {
        var now = Now;
        var empty = _queue.Seats.Where(s => s.Until <= now || group.Exists(l => l.Seat == s.Id && l.UserId == s.UserId)).ToList();
        if (empty.Count > 0)
        {
            var ids = empty.ConvertAll(s => s.Id);
            await gate.WriteAsync((db, cancel) => db.LabelingSeats.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancel));
            empty.ForEach(_queue.RemoveSeat);
        }

        group.ForEach(request => request.Confirm(true));
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        var now = Now;
        if (_queue.Seats.FirstOrDefault(s => s.Until <= now) is { } silent)
            await Ask(_leaves, new LeaveRequest(silent.UserId, silent.Id)).Answer;
    }

    private async Task RefreshIfAskedAsync()
    {
        if (_refresh is not { } asked)
            return;
        _refresh = null;
        try
        {
            await ReadAsync(CancellationToken.None);
            asked.TrySetResult();
        }
        catch (Exception error)
        {
            asked.TrySetException(error);
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (queue, tally) = await QueueReader.ReadAsync(db, SessionId, time, cancel);
        // Whoever is here without an answer yet is in no table.
        _tally?.Introduce(tally);
        (_queue, _tally) = (queue, tally);
        Publish();
    }

    private async Task MeetAsync(Guid userId)
    {
        if (_tally.Knows(userId))
            return;
        await using var db = await contexts.CreateDbContextAsync();
        _tally.Meet(userId, await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync() ?? "Somebody");
    }

    private SessionStatus Picture() => _tally.Picture(_queue.Seats.Select(s => s.UserId).ToHashSet());

    private void Publish() => feeds.For(SessionId).Publish(Picture());
}
