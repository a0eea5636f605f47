using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

internal sealed class LabelQueueGrain(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time, LabelingFeeds feeds, DatasetFeeds datasets) : Grain, ILabelQueueGrain
{
    /// <summary>How long a silent page keeps its examples: a reload or a broken connection is shorter, a closed lid longer.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

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
        await SweepAsync(CancellationToken.None);
        await MeetAsync(userId);
        var held = await SitAsync(userId, seat);
        var closed = _tally.State == LabelingSessionState.Closed;
        var again = held.Held.Except(holding).Order().ToList();
        var lost = holding.Except(held.Held).ToList();
        var kept = closed ? [] : lost.FindAll(taskId => _queue.TryHold(held, taskId));
        var taken = closed ? [] : _queue.Take(held, wanted - held.Held.Count);
        await LeaseAsync(held, [.. kept, .. taken]);
        Publish();

        List<long> served = closed ? [] : [.. again, .. taken];
        var gone = lost.Except(kept).ToList();
        var nothing = served.Count == 0 && holding.Count == gone.Count;
        return new TaskBatch(served, gone, closed || nothing ? _queue.Why(userId, closed) : null);
    }

    public async Task<IReadOnlyList<AnnotationReceipt>> AnswerAsync(Guid userId, Guid seat, IReadOnlyList<AnnotationCommand> commands)
    {
        await MeetAsync(userId);
        var now = Now;
        var effects = await gate.WriteAsync(async (db, cancel) =>
        {
            var session = await db.LabelingSessions.AsNoTracking().Include(s => s.Schema).SingleAsync(s => s.Id == SessionId, cancel);
            return await new AnnotationWriter(db, session, userId, seat, now).WriteAsync(commands, cancel);
        });
        foreach (var effect in effects.Where(e => !e.IsRepetition))
            Remember(userId, seat, effect, now);
        // One word about many labels is enough for whoever looks at the dataset.
        if (effects.FindLast(e => e.Change is { Changed: true }) is { Change: { } change })
            datasets.Publish(change);
        Publish();
        return effects.ConvertAll(e => e.Receipt);
    }

    public async Task LeaveAsync(Guid userId, Guid seat)
    {
        if (_queue.FindSeat(seat) is not { } held || held.UserId != userId)
            return;
        await RemoveAsync([held]);
        Publish();
    }

    public async Task RefreshAsync()
    {
        await ReadAsync(CancellationToken.None);
        Publish();
    }

    public Task<SessionStatus> StatusAsync() => Task.FromResult(Picture());

    private async Task ReadAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        (_queue, _tally) = await QueueReader.ReadAsync(db, SessionId, time, cancel);
        Publish();
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

    /// <summary>The seat, made or kept for another while.</summary>
    private async Task<LabelQueue.Seat> SitAsync(Guid userId, Guid seat)
    {
        var until = Now + LeaseTime;
        if (_queue.FindSeat(seat) is { } known)
        {
            if (known.UserId != userId)
                throw new NotFoundException("labeling page");
            // A promise on disk that is half a minute short of the remembered one costs nobody anything.
            if (until - known.Until > TimeSpan.FromSeconds(15))
            {
                await gate.WriteAsync((db, cancel) => db.LabelingSeats.Where(s => s.Id == seat)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, until), cancel));
                known.Until = until;
            }

            return known;
        }

        await gate.WriteAsync((db, _) =>
        {
            db.LabelingSeats.Add(new LabelingSeat { Id = seat, SessionId = SessionId, UserId = userId, Until = until });
            return Task.CompletedTask;
        });
        _queue.AddSeat(seat, userId, until, []);
        return _queue.FindSeat(seat)!;
    }

    private async Task LeaseAsync(LabelQueue.Seat seat, List<long> taskIds)
    {
        if (taskIds.Count == 0)
            return;
        try
        {
            await gate.WriteAsync((db, _) =>
            {
                db.LabelingLeases.AddRange(taskIds.Select(taskId => new LabelingLease { TaskId = taskId, SeatId = seat.Id }));
                return Task.CompletedTask;
            });
        }
        catch
        {
            taskIds.ForEach(taskId => _queue.Release(seat, taskId));
            throw;
        }
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        var now = Now;
        var gone = _queue.Seats.Where(s => s.Until <= now).ToList();
        if (gone.Count == 0)
            return;
        await RemoveAsync(gone);
        Publish();
    }

    private async Task RemoveAsync(List<LabelQueue.Seat> seats)
    {
        var ids = seats.ConvertAll(s => s.Id);
        await gate.WriteAsync((db, cancel) => db.LabelingSeats.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancel));
        seats.ForEach(_queue.RemoveSeat);
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
