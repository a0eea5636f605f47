using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Schemas;

/// <summary>Changes the labels of a session's schema while people use it.</summary>
public sealed class EditLabelSchema(IWriteGate gate, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Adds a label, or takes a retired one of that name back.</summary>
    /// <exception cref="InvalidInputException">The name is empty, too long or taken.</exception>
    public Task<Guid> AddAsync(Actor actor, Guid sessionId, string name, CancellationToken cancel = default) =>
        EditAsync(actor, sessionId, (_, schema) =>
        {
            var wanted = SchemaRules.Name(name);
            var label = schema.Labels.Find(l => l.Name == wanted);
            if (label is { RetiredAt: null })
                throw new ConflictException($"There is a label “{wanted}” already.");
            if (schema.Labels.Count >= SchemaRules.MaxLabels)
                throw new InvalidInputException($"A schema has at most {SchemaRules.MaxLabels} labels.");
            if (label is null)
                schema.Labels.Add(label = SchemaRules.Label(schema, wanted));
            else
                (label.RetiredAt, label.Key) = (null, LabelAppearance.FreeKey([.. schema.Labels.Select(l => l.Key)]));
            return Task.FromResult((label.Id, $"Added the label “{wanted}”."));
        }, cancel);

    /// <summary>Gives a label another name, in the schema and in the datasets that its sessions label.</summary>
    /// <exception cref="ConflictException">Another label has that name.</exception>
    public Task<Guid> RenameAsync(Actor actor, Guid sessionId, Guid labelId, string name, CancellationToken cancel = default) =>
        EditAsync(actor, sessionId, async (db, schema) =>
        {
            var (label, wanted) = (Find(schema, labelId), SchemaRules.Name(name));
            if (schema.Labels.Exists(l => l.Name == wanted && l.Id != labelId))
                throw new ConflictException($"There is a label “{wanted}” already.");
            var before = label.Name;
            label.Name = wanted;
            var datasets = db.LabelingSessions.Where(s => s.SchemaId == schema.Id).Select(s => s.DatasetId);
            await db.Examples.Where(e => datasets.Contains(e.DatasetId) && e.Label == before)
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.Label, wanted), cancel);
            await db.LabelingTasks
                .Where(t => t.LabelBefore == before && db.LabelingSessions.Any(s => s.Id == t.SessionId && s.SchemaId == schema.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.LabelBefore, wanted), cancel);
            await RenameInAnswersAsync(db, schema.Id, before, wanted, cancel);
            return (labelId, $"Renamed the label “{before}” to “{wanted}”.");
        }, cancel);

    /// <summary>Takes a label out of the choice. The answers that chose it and the dataset keep it.</summary>
    public Task<Guid> RetireAsync(Actor actor, Guid sessionId, Guid labelId, CancellationToken cancel = default) =>
        EditAsync(actor, sessionId, (_, schema) =>
        {
            var label = Find(schema, labelId);
            if (label.RetiredAt is null && schema.Labels.Count(l => l.RetiredAt is null) <= (schema.Kind == LabelingKind.SingleLabel ? 2 : 1))
                throw new InvalidInputException("This is one of the last labels; add another before you retire it.");
            (label.RetiredAt, label.Key) = (label.RetiredAt ?? time.GetUtcNow().UtcDateTime, null);
            return Task.FromResult((labelId, $"Retired the label “{label.Name}”."));
        }, cancel);

    private async Task<Guid> EditAsync(
        Actor actor, Guid sessionId, Func<StudioDb, LabelSchema, Task<(Guid, string)>> edit, CancellationToken cancel)
    {
        var labelId = await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireSessionAsync(actor, sessionId, Permission.EditData, token);
            var schema = await db.LabelSchemas.Include(s => s.Labels)
                .SingleAsync(s => db.LabelingSessions.Any(session => session.Id == sessionId && session.SchemaId == s.Id), token);
            var (id, what) = await edit(db, schema);
            schema.Version++;
            db.Audit(actor, project, time.GetUtcNow().UtcDateTime, "labeling.schema", schema.Id, what);
            return id;
        }, cancel);
        await grains.GetGrain<ILabelQueueGrain>(sessionId).RefreshAsync();
        return labelId;
    }

    private static async Task RenameInAnswersAsync(StudioDb db, Guid schemaId, string before, string wanted, CancellationToken cancel)
    {
        var datasets = db.LabelingSessions.Where(s => s.SchemaId == schemaId).Select(s => s.DatasetId);
        foreach (var example in await db.Examples.Where(e => datasets.Contains(e.DatasetId)).AnsweredWith(before).ToListAsync(cancel))
            example.Answer = ExampleAnswer.Parse(example.Answer!).Renamed(before, wanted).ToJson();
        var tasks = db.LabelingTasks.Where(t => t.AnswerBefore != null && db.LabelingSessions.Any(s => s.Id == t.SessionId && s.SchemaId == schemaId));
        foreach (var task in await tasks.ToListAsync(cancel))
            task.AnswerBefore = ExampleAnswer.Parse(task.AnswerBefore!).Renamed(before, wanted).ToJson();
    }

    private static SchemaLabel Find(LabelSchema schema, Guid labelId) =>
        schema.Labels.Find(l => l.Id == labelId) ?? throw new NotFoundException("label");
}
