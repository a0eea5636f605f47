using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>What a new session is to be. Labels are names in their order; with <see cref="SchemaId"/> an existing schema is used instead.</summary>
public sealed record NewLabelingSession
{
    public required Guid DatasetId { get; init; }
    public required string Name { get; init; }
    public LabelingKind Kind { get; init; }
    public IReadOnlyList<string> Labels { get; init; } = [];
    public Guid? SchemaId { get; init; }
    public string Guidelines { get; init; } = "";
    public int Overlap { get; init; } = 1;
    public TaskSelection Selection { get; init; } = new();
}

/// <summary>Sets up a session: its labels, its examples, how many people answer each.</summary>
public sealed class CreateLabelingSession(IWriteGate gate, TimeProvider time)
{
    public const int MaxOverlap = 25;
    public const int MaxGuidelines = 100_000;
    private const int RowsPerInsert = 1000;

    /// <returns>The session's id.</returns>
    /// <exception cref="InvalidInputException">A setting is impossible, or no example is chosen.</exception>
    /// <exception cref="ConflictException">The project has a session of that name.</exception>
    public Task<Guid> RunAsync(Actor actor, NewLabelingSession wanted, CancellationToken cancel = default)
    {
        var name = Check(wanted);
        return gate.WriteAsync(async (db, token) =>
        {
            var dataset = await db.RequireDatasetAsync(actor, wanted.DatasetId, Permission.EditData, token);
            var project = new ProjectAccess(dataset.ProjectId, dataset.TeamId, "", dataset.Role);
            if (await db.LabelingSessions.AnyAsync(s => s.ProjectId == project.ProjectId && s.Name == name, token))
                throw new ConflictException($"There is a labeling session “{name}” already; choose another name.");

            var now = time.GetUtcNow().UtcDateTime;
            var schema = await SchemaAsync(db, wanted, name, project, now, token);
            var ids = wanted.Selection.Draw(await wanted.Selection.Apply(db, wanted.DatasetId).Select(e => e.Id).ToArrayAsync(token));
            if (ids.Length == 0)
                throw new InvalidInputException($"No example of “{dataset.Name}” fits the choice; widen it.");
            var session = db.LabelingSessions.Add(new LabelingSession
            {
                ProjectId = project.ProjectId, DatasetId = wanted.DatasetId, SchemaId = schema, Name = name, Guidelines = wanted.Guidelines,
                Overlap = wanted.Overlap, Selection = wanted.Selection.ToJson(), TaskCount = ids.Length, CreatedById = actor.UserId, CreatedAt = now,
            }).Entity;
            await db.SaveChangesAsync(token);
            await AddTasksAsync(db, session.Id, ids, token);
            db.Audit(actor, project, now, "labeling.create", session.Id, $"Created the labeling session “{name}” over {ids.Length} examples of “{dataset.Name}”.");
            return session.Id;
        }, cancel);
    }

    private static string Check(NewLabelingSession wanted)
    {
        var name = wanted.Name.Trim();
        if (name.Length is 0 or > 100)
            throw new InvalidInputException("A session needs a name of at most 100 characters.");
        if (wanted.Overlap is < 1 or > MaxOverlap)
            throw new InvalidInputException($"Between 1 and {MaxOverlap} people can answer each example; {wanted.Overlap} were asked for.");
        if (wanted.Guidelines.Length > MaxGuidelines)
            throw new InvalidInputException($"Guidelines have at most {MaxGuidelines:N0} characters; these have {wanted.Guidelines.Length:N0}.");
        if (wanted.Selection.Sample is < 1)
            throw new InvalidInputException("A sample has at least one example.");
        return name;
    }

    private static async Task<Guid> SchemaAsync(
        StudioDb db, NewLabelingSession wanted, string name, ProjectAccess project, DateTime now, CancellationToken cancel)
    {
        if (wanted.SchemaId is { } id)
        {
            return await db.LabelSchemas.AnyAsync(s => s.Id == id && s.ProjectId == project.ProjectId, cancel)
                ? id
                : throw new NotFoundException("label schema");
        }

        return db.LabelSchemas.Add(SchemaRules.Make(project.ProjectId, name, wanted.Kind, wanted.Labels, now)).Entity.Id;
    }

    // A million tasks as tracked entities would take minutes and a gigabyte; ids are numbers, so their digits can stand in the statement.
    private static async Task AddTasksAsync(StudioDb db, Guid sessionId, long[] exampleIds, CancellationToken cancel)
    {
        foreach (var chunk in exampleIds.Chunk(RowsPerInsert))
        {
            var sql = new StringBuilder("""INSERT INTO "LabelingTasks" ("SessionId", "ExampleId", "State") VALUES """);
            foreach (var id in chunk)
                sql.Append(CultureInfo.InvariantCulture, $"({{0}}, {id}, 'Open'),");
            sql.Length--;
            var statement = sql.ToString();
            await db.Database.ExecuteSqlRawAsync(statement, [sessionId], cancel);
        }
    }
}
