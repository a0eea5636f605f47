using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Reviewing;

/// <summary>Settles a disagreement: a reviewer's decision becomes the dataset's label. The answers stay as they were given.</summary>
public sealed class Adjudicate(IWriteGate gate, IGrainFactory grains, DatasetFeeds datasets, TimeProvider time)
{
    /// <exception cref="ConflictException">The example is not disputed any more.</exception>
    /// <exception cref="InvalidInputException">The decision does not answer the session's question.</exception>
    public Task DecideAsync(Actor actor, Guid sessionId, long taskId, AnnotationValue decision, CancellationToken cancel = default) =>
        ChangeAsync(actor, sessionId, taskId, TaskState.Disputed, TaskState.Adjudicated, async (db, session, task, labels) =>
        {
            var text = await db.Examples.Where(e => e.Id == task.ExampleId).Select(e => e.Text).SingleAsync(cancel);
            if (decision.Spans is not null)
                decision = decision with { Spans = [.. decision.Spans.Select(span => WholeCharacters.Widen(text, span))] };
            if (AnswerRules.Problem(decision, session.Schema.Kind, labels, text) is { } problem)
                throw new InvalidInputException(problem);
            (task.Decision, task.DecidedById) = (decision.ToJson(), actor.UserId);
            return await new LabelFlow(db, session.Schema.Kind, labels).GiveAsync(task, decision, cancel);
        }, cancel);

    /// <summary>Takes a decision back: the example is disputed again, and the dataset says what it said before.</summary>
    public Task ReopenAsync(Actor actor, Guid sessionId, long taskId, CancellationToken cancel = default) =>
        ChangeAsync(actor, sessionId, taskId, TaskState.Adjudicated, TaskState.Disputed, (db, session, task, labels) =>
        {
            (task.Decision, task.DecidedById) = (null, null);
            return new LabelFlow(db, session.Schema.Kind, labels).TakeBackAsync(task, cancel);
        }, cancel);

    private async Task ChangeAsync(
        Actor actor, Guid sessionId, long taskId, TaskState from, TaskState to,
        Func<StudioDb, LabelingSession, LabelingTask, IReadOnlyDictionary<Guid, SchemaLabel>, Task<LabelChange>> change, CancellationToken cancel)
    {
        var label = await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireSessionAsync(actor, sessionId, Permission.Review, token);
            var session = await db.LabelingSessions.AsNoTracking().Include(s => s.Schema).SingleAsync(s => s.Id == sessionId, token);
            var task = await db.LabelingTasks.SingleOrDefaultAsync(t => t.Id == taskId && t.SessionId == sessionId, token)
                ?? throw new NotFoundException("example");
            if (task.State != from)
                throw new ConflictException(from == TaskState.Disputed ? "This example is not disputed any more; somebody settled it first." : "This decision was taken back already.");
            var labels = await db.SchemaLabels.AsNoTracking().Where(l => l.SchemaId == session.SchemaId).ToDictionaryAsync(l => l.Id, token);
            var done = await change(db, session, task, labels);
            task.State = to;
            db.Audit(actor, project, time.GetUtcNow().UtcDateTime, to == TaskState.Adjudicated ? "labeling.adjudicate" : "labeling.reopen", sessionId,
                to == TaskState.Adjudicated ? $"Decided example {task.ExampleId}: {done.After ?? "see the session"}." : $"Took back the decision on example {task.ExampleId}.");
            return done;
        }, cancel);
        datasets.Publish(label);
        await grains.GetGrain<ILabelQueueGrain>(sessionId).DecidedAsync(to == TaskState.Adjudicated);
    }
}
