using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.ExampleProject;

/// <summary>One session that two synthetic annotators have answered, not always alike, and one that waits for people.</summary>
public sealed class ExampleLabeling(IDbContextFactory<StudioDb> contexts, IWriteGate gate, CreateLabelingSession create, TimeProvider time) : IExampleContent
{
    public const string AnsweredSession = "Two annotators", OpenSession = "Label the newest tickets";
    private const int Doubled = 300;

    private const string Guidelines = """
        Choose what the ticket is **mainly** about. If it mentions two matters, take the one that the customer wants settled now.

        - A price or an invoice in question is *billing-question*; wanting money back is *refund-request*.
        - Broken on arrival is *damaged-item*; stopped working later is *technical-fault*.
        - Asking how something is done is *how-to*; wishing that it could be done is *feature-request*.
        """;

    public int Order => 30;

    public async Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        var generator = new TicketGenerator();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var dataset = await db.Datasets.Where(d => d.ProjectId == projectId && d.Name == ExampleDataset.Name).Select(d => d.Id).SingleAsync(cancel);
        var answered = await create.RunAsync(actor, new NewLabelingSession
        {
            DatasetId = dataset, Name = AnsweredSession, Labels = generator.Intents, Guidelines = Guidelines, Overlap = 2,
            Selection = new TaskSelection { Split = DatasetSplit.Train, Sample = Doubled },
        }, cancel);
        var schema = await db.LabelingSessions.Where(s => s.Id == answered).Select(s => s.SchemaId).SingleAsync(cancel);
        await create.RunAsync(actor, new NewLabelingSession
        {
            DatasetId = dataset, Name = OpenSession, SchemaId = schema, Guidelines = Guidelines, Selection = new TaskSelection { UnlabeledOnly = true },
        }, cancel);
        var labels = await db.SchemaLabels.Where(l => l.SchemaId == schema).ToDictionaryAsync(l => l.Name, l => l.Id, cancel);
        await gate.WriteAsync((write, token) => AnswerAsync(write, answered, generator.Write(), labels, token), cancel);
    }

    private async Task AnswerAsync(
        StudioDb db, Guid session, IReadOnlyList<Ticket> tickets, Dictionary<string, Guid> labels, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (careful, hasty) = (Annotator("Careful annotator (synthetic)", now), Annotator("Hasty annotator (synthetic)", now));
        db.Users.AddRange(careful, hasty);
        foreach (var task in await db.LabelingTasks.Include(t => t.Example).Where(t => t.SessionId == session).ToListAsync(cancel))
        {
            var ticket = tickets[(int)task.Example.Position];
            Answer(careful, ticket.FirstAnnotator, slot: 0);
            Answer(hasty, ticket.SecondAnnotator, slot: 1);
            task.State = ticket.FirstAnnotator == ticket.SecondAnnotator ? TaskState.Agreed : TaskState.Disputed;

            void Answer(User person, string label, int slot)
            {
                var value = new AnnotationValue([labels[label]]).ToJson();
                var milliseconds = 1500 + (ticket.Text.Length * (slot == 0 ? 40 : 15));
                db.Annotations.Add(new Annotation
                {
                    TaskId = task.Id, UserId = person.Id, SessionId = session, Slot = slot, Kind = AnnotationKind.Submit, Value = value,
                    Milliseconds = milliseconds, At = now,
                });
                db.AnnotationEvents.Add(new AnnotationEvent
                {
                    SessionId = session, TaskId = task.Id, UserId = person.Id, Key = Guid.CreateVersion7(), Kind = AnnotationKind.Submit, Value = value,
                    Milliseconds = milliseconds, Outcome = AnnotationOutcome.Counted, At = now,
                });
            }
        }
    }

    // Accounts that nobody can sign in to: no password, no address, and disabled from the start.
    private static User Annotator(string name, DateTime now)
    {
        var user = new User { DisplayName = name, CreatedAt = now, DisabledAt = now, SecurityStamp = Guid.NewGuid().ToString("N") };
        user.UserName = $"synthetic-{user.Id:N}";
        user.NormalizedUserName = user.UserName.ToUpperInvariant();
        return user;
    }
}
