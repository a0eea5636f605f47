using Studio.Core.Datasets;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.ExampleProject;

/// <summary>The synthetic tickets as a dataset, split by seed, with a part left to label, and frozen once.</summary>
public sealed class ExampleDataset(IWriteGate gate, FreezeSnapshot freeze, TimeProvider time) : IExampleContent
{
    public const string Name = "Support tickets";
    public const int Unlabeled = 200;

    public int Order => 20;

    public async Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        var tickets = new TicketGenerator().Write();
        var dataset = await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireAsync(actor, projectId, Permission.EditData, token);
            var made = new Dataset
            {
                ProjectId = projectId, Name = Name, CreatedById = actor.UserId, CreatedAt = time.GetUtcNow().UtcDateTime,
                Description = "Synthetic: written by Studio's own generator, by no customer. Ten intents; some tickets mention a second matter, " +
                    "about three in a hundred carry a wrong label on purpose, and the last 200 have none yet.",
                ExampleCount = tickets.Count, LabeledCount = tickets.Count - Unlabeled, NextPosition = tickets.Count,
            };
            db.Datasets.Add(made);
            var splits = Splits(tickets);
            db.Examples.AddRange(tickets.Select((ticket, position) => new Example
            {
                DatasetId = made.Id, Position = position, ExternalId = $"ticket-{position + 1:0000}", Text = ticket.Text, Split = splits[position],
                Label = position < tickets.Count - Unlabeled ? ticket.Label : null,
            }));
            return made.Id;
        }, cancel);
        await freeze.RunAsync(actor, dataset, new FreezeRequest("First version of the example", LabeledOnly: true), cancel);
    }

    /// <summary>Seven in ten of each intent to train on, one to validate, two to test, by turns within the intent; what has no label yet is in no split.</summary>
    public static DatasetSplit[] Splits(IReadOnlyList<Ticket> tickets)
    {
        var turns = new Dictionary<string, int>();
        return [.. tickets.Select((ticket, position) =>
        {
            if (position >= tickets.Count - Unlabeled)
                return DatasetSplit.None;
            var turn = turns[ticket.Label] = turns.GetValueOrDefault(ticket.Label) + 1;
            return (turn % 10) switch { 3 => DatasetSplit.Validation, 6 or 9 => DatasetSplit.Test, _ => DatasetSplit.Train };
        })];
    }
}
