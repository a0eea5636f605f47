using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>What a command changed, for the memory of the queue once it is on disk.</summary>
internal sealed record AnnotationEffect(
    AnnotationReceipt Receipt, AnnotationKind Kind, AnnotationKind? Before, AnnotationKind? After, int Answers, TaskState StateBefore, TaskState State,
    LabelChange? Change = null, bool IsRepetition = false);

/// <summary>
/// Writes one person's commands: the event, what the person now says, the state of the task, and the dataset's label where people agree.
/// Runs inside one transaction, in which no other answer of the session can fall between reading and writing.
/// </summary>
internal sealed class AnnotationWriter(StudioDb db, LabelingSession session, Guid userId, Guid seatId, DateTime now)
{
    private readonly Dictionary<long, LabelingTask> _tasks = [];
    private readonly List<Annotation> _standing = [];
    private readonly List<LabelingLease> _leases = [];
    private readonly Dictionary<Guid, AnnotationEvent> _earlier = [];
    private readonly Dictionary<Guid, SchemaLabel> _labels = [];
    private Dictionary<long, string> _texts = [];
    private bool _seatIsOpen;

    public async Task<List<AnnotationEffect>> WriteAsync(IReadOnlyList<AnnotationCommand> commands, CancellationToken cancel)
    {
        await LoadAsync(commands, cancel);
        var flow = new LabelFlow(db, session.Schema.Kind, _labels);
        var effects = new List<AnnotationEffect>(commands.Count);
        foreach (var command in commands)
            effects.Add(await ApplyAsync(Snapped(command), flow, cancel));
        return effects;
    }

    private async Task LoadAsync(IReadOnlyList<AnnotationCommand> commands, CancellationToken cancel)
    {
        var taskIds = commands.Select(c => c.TaskId).Distinct().ToList();
        var keys = commands.Select(c => c.Key).Distinct().ToList();
        foreach (var task in await db.LabelingTasks.Where(t => t.SessionId == session.Id && taskIds.Contains(t.Id)).ToListAsync(cancel))
            _tasks[task.Id] = task;
        _standing.AddRange(await db.Annotations.Where(a => taskIds.Contains(a.TaskId)).ToListAsync(cancel));
        _leases.AddRange(await db.LabelingLeases.Where(l => taskIds.Contains(l.TaskId) && l.Seat.UserId == userId).ToListAsync(cancel));
        foreach (var earlier in await db.AnnotationEvents.AsNoTracking().Where(e => keys.Contains(e.Key)).ToListAsync(cancel))
            _earlier[earlier.Key] = earlier;
        foreach (var label in await db.SchemaLabels.AsNoTracking().Where(l => l.SchemaId == session.SchemaId).ToListAsync(cancel))
            _labels[label.Id] = label;
        if (session.Schema.Kind == LabelingKind.Spans)
            _texts = await db.LabelingTasks.Where(t => taskIds.Contains(t.Id)).Select(t => new { t.Id, t.Example.Text }).ToDictionaryAsync(t => t.Id, t => t.Text, cancel);
        _seatIsOpen = await db.LabelingSeats.AnyAsync(s => s.Id == seatId && s.UserId == userId, cancel);
    }

    private async Task<AnnotationEffect> ApplyAsync(AnnotationCommand command, LabelFlow flow, CancellationToken cancel)
    {
        if (_earlier.TryGetValue(command.Key, out var earlier))
            return Repetition(command, earlier);
        if (!_tasks.TryGetValue(command.TaskId, out var task))
            return Nothing(command, "This example is no longer part of the session.");

        var mine = _standing.Find(a => a.TaskId == task.Id && a.UserId == userId);
        var (before, stateBefore) = (mine?.Kind, task.State);
        var (outcome, message) = Judge(command, task, mine);
        LabelChange? change = null;
        if (outcome == AnnotationOutcome.Counted)
        {
            if (command.Kind == AnnotationKind.Undo)
                Withdraw(mine!);
            else
                Stand(command, mine);
            _leases.FindAll(l => l.TaskId == task.Id).ForEach(Unlease);
            if (command.Kind == AnnotationKind.Undo && _seatIsOpen)
                Lease(task);
            change = await SettleAsync(task, flow, cancel);
        }
        else if (outcome == AnnotationOutcome.Surplus || task.State != TaskState.Open)
        {
            _leases.FindAll(l => l.TaskId == task.Id).ForEach(Unlease);
        }

        Record(command, outcome);
        var after = outcome != AnnotationOutcome.Counted ? before : command.Kind == AnnotationKind.Undo ? null : command.Kind;
        return new AnnotationEffect(
            new AnnotationReceipt(command.Key, task.Id, outcome, message, AskAgain(command, task, outcome)), command.Kind, before, after, Answers(task).Count, stateBefore, task.State, change);
    }

    private (AnnotationOutcome, string?) Judge(AnnotationCommand command, LabelingTask task, Annotation? mine)
    {
        if (session.State == LabelingSessionState.Closed)
            return (AnnotationOutcome.Refused, "This session is closed. Your answer is kept in its history and does not count.");
        if (task.State == TaskState.Adjudicated)
            return (AnnotationOutcome.Refused, "A reviewer has already decided this example.");
        if (command.Kind == AnnotationKind.Undo)
            return mine is null ? (AnnotationOutcome.Refused, "There is nothing to undo: this example has no answer of yours.") : (AnnotationOutcome.Counted, null);
        if (command.Kind != AnnotationKind.Submit)
            return (AnnotationOutcome.Counted, null);
        if (AnswerRules.Problem(command.Value, session.Schema.Kind, _labels, _texts.GetValueOrDefault(task.Id)) is { } problem)
            return (AnnotationOutcome.Refused, problem);
        return mine?.Slot is null && Answers(task).Count >= session.Overlap
            ? (AnnotationOutcome.Surplus, "Enough others had answered this example before yours arrived. Yours is kept in the history and does not count.")
            : (AnnotationOutcome.Counted, null);
    }

    private void Stand(AnnotationCommand command, Annotation? mine)
    {
        if (mine is null)
        {
            mine = new Annotation { TaskId = command.TaskId, UserId = userId, SessionId = session.Id, Kind = command.Kind, At = now };
            _standing.Add(mine);
            db.Annotations.Add(mine);
        }

        mine.Slot = command.Kind != AnnotationKind.Submit ? null : mine.Slot ?? FreeSlot(command.TaskId);
        (mine.Kind, mine.Value, mine.Note) = (command.Kind, command.Kind == AnnotationKind.Submit ? command.Value!.ToJson() : null, command.Note);
        (mine.Milliseconds, mine.At) = (command.Milliseconds, now);
        (mine.SuggestedBy, mine.AcceptedSuggestion) = (Suggester(command), command.AcceptsSuggestion);
    }

    private static string? Suggester(AnnotationCommand command) => command.Kind == AnnotationKind.Submit ? command.Suggestion?.Kept : null;

    private int FreeSlot(long taskId) =>
        Enumerable.Range(0, session.Overlap).First(slot => !_standing.Exists(a => a.TaskId == taskId && a.Slot == slot));

    private void Withdraw(Annotation mine)
    {
        _standing.Remove(mine);
        db.Annotations.Remove(mine);
    }

    private async Task<LabelChange?> SettleAsync(LabelingTask task, LabelFlow flow, CancellationToken cancel)
    {
        var answers = Answers(task);
        var settled = answers.Count < session.Overlap ? TaskState.Open
            : answers.TrueForAll(a => a.Value == answers[0].Value) ? TaskState.Agreed : TaskState.Disputed;
        LabelChange? change = null;
        if (settled == TaskState.Agreed)
            change = await flow.GiveAsync(task, AnnotationValue.FromJson(answers[0].Value!), cancel);
        else if (task.State == TaskState.Agreed)
            change = await flow.TakeBackAsync(task, cancel);
        task.State = settled;
        return change;
    }

    private void Record(AnnotationCommand command, AnnotationOutcome outcome) => _earlier[command.Key] = db.AnnotationEvents.Add(new AnnotationEvent
    {
        SessionId = session.Id,
        TaskId = command.TaskId,
        UserId = userId,
        Key = command.Key,
        Kind = command.Kind,
        Value = command.Kind == AnnotationKind.Submit ? command.Value?.ToJson() : null,
        Note = command.Note,
        Milliseconds = command.Milliseconds,
        SuggestedBy = Suggester(command),
        AcceptedSuggestion = command.AcceptsSuggestion,
        Outcome = outcome,
        At = now,
    }).Entity;

    private AnnotationEffect Repetition(AnnotationCommand command, AnnotationEvent earlier)
    {
        // A key is one person's: whoever sends somebody else's learns nothing of it.
        var receipt = earlier.UserId == userId && earlier.TaskId == command.TaskId
            ? new AnnotationReceipt(command.Key, command.TaskId, earlier.Outcome)
            : new AnnotationReceipt(command.Key, command.TaskId, AnnotationOutcome.Refused, "This answer's key was used before.");
        return new AnnotationEffect(receipt, command.Kind, null, null, 0, default, default, IsRepetition: true);
    }

    private bool AskAgain(AnnotationCommand command, LabelingTask task, AnnotationOutcome outcome) =>
        outcome == AnnotationOutcome.Refused && command.Kind == AnnotationKind.Submit && task.State == TaskState.Open && session.State == LabelingSessionState.Open;

    private AnnotationCommand Snapped(AnnotationCommand command) =>
        command.Value?.Spans is { } spans && _texts.GetValueOrDefault(command.TaskId) is { } text
            ? command with { Value = command.Value with { Spans = [.. spans.Select(span => WholeCharacters.Widen(text, span))] } }
            : command;

    private static AnnotationEffect Nothing(AnnotationCommand command, string message) =>
        new(new AnnotationReceipt(command.Key, command.TaskId, AnnotationOutcome.Refused, message), command.Kind, null, null, 0, default, default, IsRepetition: true);

    private List<Annotation> Answers(LabelingTask task) => _standing.FindAll(a => a.TaskId == task.Id && a.Slot is not null);

    private void Lease(LabelingTask task)
    {
        var lease = new LabelingLease { TaskId = task.Id, SeatId = seatId };
        _leases.Add(lease);
        db.LabelingLeases.Add(lease);
    }

    private void Unlease(LabelingLease lease)
    {
        _leases.Remove(lease);
        db.LabelingLeases.Remove(lease);
    }
}
