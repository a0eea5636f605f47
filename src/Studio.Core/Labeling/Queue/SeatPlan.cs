using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>
/// What a group of pages is given: reserved in memory first, so that no two get the same, then written in one transaction, and only then told.
/// </summary>
internal sealed class SeatPlan(LabelQueue queue, Guid sessionId, bool closed, DateTime until)
{
    // A promise on disk that is a few seconds short of the remembered one costs nobody anything.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private readonly List<LabelQueue.Seat> _fresh = [];
    private readonly List<Guid> _prolonged = [];
    private readonly List<(LabelQueue.Seat Seat, long TaskId)> _promised = [];
    private readonly List<(TakeRequest Request, TaskBatch Batch)> _served = [];

    public void Add(TakeRequest request)
    {
        if (Sit(request) is not { } seat)
        {
            request.Fail(new NotFoundException("labeling page"));
            return;
        }

        var again = seat.Held.Except(request.Holding).Order().ToList();
        var lost = request.Holding.Except(seat.Held).ToList();
        var kept = closed ? [] : lost.FindAll(taskId => queue.TryHold(seat, taskId));
        var taken = closed ? [] : queue.Take(seat, request.Wanted - seat.Held.Count);
        _promised.AddRange(kept.Concat(taken).Select(taskId => (seat, taskId)));

        List<long> served = closed ? [] : [.. again, .. taken];
        var gone = lost.Except(kept).ToList();
        var nothing = served.Count == 0 && request.Holding.Count == gone.Count;
        _served.Add((request, new TaskBatch(served, gone, closed || nothing ? queue.Why(request.UserId, closed) : null)));
    }

    public async Task<bool> WriteAsync(StudioDb db, CancellationToken cancel)
    {
        if (_prolonged.Count > 0)
            await db.LabelingSeats.Where(s => _prolonged.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, until), cancel);
        db.LabelingSeats.AddRange(_fresh.Select(s => new LabelingSeat { Id = s.Id, SessionId = sessionId, UserId = s.UserId, Until = until }));
        db.LabelingLeases.AddRange(_promised.Select(p => new LabelingLease { TaskId = p.TaskId, SeatId = p.Seat.Id }));
        return true;
    }

    public void Confirm() => _served.ForEach(s => s.Request.Confirm(s.Batch));

    public void TakeBack()
    {
        _promised.ForEach(p => queue.Release(p.Seat, p.TaskId));
        _fresh.ForEach(queue.RemoveSeat);
    }

    private LabelQueue.Seat? Sit(TakeRequest request)
    {
        if (queue.FindSeat(request.Seat) is { } known)
        {
            if (known.UserId != request.UserId)
                return null;
            if (until - known.Until > Slack)
            {
                known.Until = until;
                if (!_fresh.Contains(known))
                    _prolonged.Add(known.Id);
            }

            return known;
        }

        queue.AddSeat(request.Seat, request.UserId, until, []);
        var seat = queue.FindSeat(request.Seat)!;
        _fresh.Add(seat);
        return seat;
    }
}
