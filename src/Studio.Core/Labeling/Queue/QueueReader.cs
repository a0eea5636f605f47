using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>Reads a session back into memory when its queue wakes up.</summary>
internal static class QueueReader
{
    public static async Task<(LabelQueue Queue, SessionTally Tally)> ReadAsync(StudioDb db, Guid sessionId, TimeProvider time, CancellationToken cancel)
    {
        var session = await db.LabelingSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancel)
            ?? throw new NotFoundException("labeling session");
        var tally = new SessionTally(sessionId, time) { State = session.State, Total = session.TaskCount, Overlap = session.Overlap };
        var queue = new LabelQueue(session.Overlap);
        await ReadTasksAsync(db, sessionId, queue, tally, cancel);
        await ReadStandingAsync(db, sessionId, queue, cancel);
        await ReadSeatsAsync(db, sessionId, queue, cancel);
        await ReadTallyAsync(db, sessionId, tally, time, cancel);
        return (queue, tally);
    }

    private static async Task ReadTasksAsync(StudioDb db, Guid sessionId, LabelQueue queue, SessionTally tally, CancellationToken cancel)
    {
        var open = db.LabelingTasks.AsNoTracking().Where(t => t.SessionId == sessionId && t.State == TaskState.Open && db.Examples.Any(e => e.Id == t.ExampleId))
            .OrderBy(t => t.Id).Select(t => t.Id);
        await foreach (var taskId in open.AsAsyncEnumerable().WithCancellation(cancel))
            queue.Append(taskId);
        var states = await db.LabelingTasks.Where(t => t.SessionId == sessionId && t.State != TaskState.Open)
            .GroupBy(t => t.State).Select(g => new { State = g.Key, Count = g.Count() }).ToListAsync(cancel);
        tally.Disputed = states.Where(s => s.State == TaskState.Disputed).Sum(s => s.Count);
        tally.Settled = states.Where(s => s.State is TaskState.Agreed or TaskState.Adjudicated).Sum(s => s.Count);
    }

    private static async Task ReadStandingAsync(StudioDb db, Guid sessionId, LabelQueue queue, CancellationToken cancel)
    {
        var standing = db.Annotations.AsNoTracking()
            .Where(a => a.SessionId == sessionId && db.LabelingTasks.Any(t => t.Id == a.TaskId && t.State == TaskState.Open))
            .Select(a => new { a.TaskId, a.UserId, a.Kind, Counts = a.Slot != null });
        var answers = new Dictionary<long, int>();
        await foreach (var said in standing.AsAsyncEnumerable().WithCancellation(cancel))
        {
            queue.Stand(said.UserId, said.TaskId, said.Kind);
            if (said.Counts)
                answers[said.TaskId] = answers.GetValueOrDefault(said.TaskId) + 1;
        }

        foreach (var (taskId, count) in answers)
            queue.Update(taskId, count, open: true);
    }

    private static async Task ReadSeatsAsync(StudioDb db, Guid sessionId, LabelQueue queue, CancellationToken cancel)
    {
        var seats = await db.LabelingSeats.AsNoTracking().Where(s => s.SessionId == sessionId)
            .Select(s => new { s.Id, s.UserId, s.Until, Held = s.Leases.Where(l => db.LabelingTasks.Any(t => t.Id == l.TaskId && db.Examples.Any(e => e.Id == t.ExampleId))).Select(l => l.TaskId).ToList() }).ToListAsync(cancel);
        foreach (var seat in seats)
            queue.AddSeat(seat.Id, seat.UserId, seat.Until, seat.Held);
    }

    private static async Task ReadTallyAsync(StudioDb db, Guid sessionId, SessionTally tally, TimeProvider time, CancellationToken cancel)
    {
        var said = await db.Annotations.Where(a => a.SessionId == sessionId).GroupBy(a => new { a.UserId, a.Kind })
            .Select(g => new { g.Key.UserId, g.Key.Kind, Count = g.Count(), LastAt = g.Max(a => a.At) }).ToListAsync(cancel);
        var people = said.Select(s => s.UserId).Distinct().ToList();
        foreach (var person in await db.Users.Where(u => people.Contains(u.Id)).Select(u => new { u.Id, u.DisplayName }).ToListAsync(cancel))
            tally.Meet(person.Id, person.DisplayName);
        foreach (var row in said)
            tally.Count(row.UserId, row.Kind, row.Count, row.LastAt);
        var since = time.GetUtcNow().UtcDateTime.AddMinutes(-10);
        foreach (var at in await db.Annotations.Where(a => a.SessionId == sessionId && a.Kind == AnnotationKind.Submit && a.At > since)
            .OrderBy(a => a.At).Select(a => a.At).ToListAsync(cancel))
            tally.Pace(at);
    }
}
