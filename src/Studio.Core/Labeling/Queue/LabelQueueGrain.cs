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

    private readonly List<AnswerRequest> _answers = [];
    private Task _lastWrite = Task.CompletedTask;
    private Task? _writing, _reading;
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
        var mine = new AnswerRequest(userId, seat, commands);
        _answers.Add(mine);
        _writing ??= WriteAnswersAsync();
        return await mine.Receipts;
    }

    public async Task LeaveAsync(Guid userId, Guid seat)
    {
        if (_queue.FindSeat(seat) is not { } held || held.UserId != userId)
            return;
        await RemoveAsync([held]);
        Publish();
    }

    public Task DecidedAsync(bool settled)
    {
        _tally.Settled += settled ? 1 : -1;
        _tally.Disputed -= settled ? 1 : -1;
        Publish();
        return Task.CompletedTask;
    }

    public async Task RefreshAsync()
    {
        while (_writing is { } writing)
            await writing;
        _reading = ReadAsync(CancellationToken.None);
        try
        {
            await _reading;
        }
        finally
        {
            _reading = null;
        }
    }

    public Task<SessionStatus> StatusAsync() => Task.FromResult(Picture());

    private async Task ReadAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        (_queue, _tally) = await QueueReader.ReadAsync(db, SessionId, time, cancel);
        Publish();
    }

    /// <summary>While one group is on its way to the disk the next one gathers: many people cost hardly more than one.</summary>
    private async Task WriteAnswersAsync()
    {
        await Task.Yield();
        while (_answers.Count > 0)
        {
            List<AnswerRequest> group = [.. _answers];
            _answers.Clear();
            try
            {
                if (_reading is { } reading)
                    await reading;
                var now = Now;
                var effects = await WriteAsync((db, cancel) => WriteGroupAsync(db, group, now, cancel));
                for (var i = 0; i < group.Count; i++)
                    Confirm(group[i], effects[i], now);
                Publish();
            }
            catch (Exception error)
            {
                group.ForEach(request => request.Fail(error));
            }
        }

        _writing = null;
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

        return effects;
    }

    private void Confirm(AnswerRequest request, List<AnnotationEffect> effects, DateTime now)
    {
        foreach (var effect in effects.Where(e => !e.IsRepetition))
            Remember(request.UserId, request.Seat, effect, now);
        // One word about many labels is enough for whoever looks at the dataset.
        if (effects.FindLast(e => e.Change is { Changed: true }) is { Change: { } change })
            datasets.Publish(change);
        request.Confirm(effects.ConvertAll(e => e.Receipt));
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

    /// <summary>One write of the session after the other: PostgreSQL would have those that touch the same rows repeat each other without end.</summary>
    private async Task<T> WriteAsync<T>(Func<StudioDb, CancellationToken, Task<T>> work)
    {
        var (before, mine) = (_lastWrite, new TaskCompletionSource());
        _lastWrite = mine.Task;
        await before;
        try
        {
            return await gate.WriteAsync(work);
        }
        finally
        {
            mine.SetResult();
        }
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
                await WriteAsync((db, cancel) => db.LabelingSeats.Where(s => s.Id == seat)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, until), cancel));
                known.Until = until;
            }

            return known;
        }

        await WriteAsync((db, _) =>
        {
            db.LabelingSeats.Add(new LabelingSeat { Id = seat, SessionId = SessionId, UserId = userId, Until = until });
            return Task.FromResult(true);
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
            await WriteAsync((db, _) =>
            {
                db.LabelingLeases.AddRange(taskIds.Select(taskId => new LabelingLease { TaskId = taskId, SeatId = seat.Id }));
                return Task.FromResult(true);
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
        await WriteAsync((db, cancel) => db.LabelingSeats.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancel));
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
