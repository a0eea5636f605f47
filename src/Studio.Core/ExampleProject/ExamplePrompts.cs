using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Teams;

namespace Studio.Core.ExampleProject;

/// <summary>Two prompts for the example's intents: one that explains them, in its second version and in production, and one that shows worked examples.</summary>
public sealed class ExamplePrompts(IDbContextFactory<StudioDb> contexts, CreatePrompt create, PublishVersion publish, MoveLabel label) : IExampleContent
{
    public const string ZeroShot = "Ticket intent", FewShot = "Ticket intent by example", Folder = "support";

    private const string Explained = """
        You sort tickets that customers of an online shop wrote. Answer with exactly one of these labels and nothing else: {{ labels | join(', ') }}.

        - A price or an invoice in question is billing-question; wanting money back is refund-request.
        - Broken on arrival is damaged-item; something else than ordered is wrong-item; stopped working later is technical-fault.
        - Asking how something is done is how-to; wishing that it could be done is feature-request.

        In doubt, or when a ticket mentions two matters, choose the one that the customer wants settled now.
        """;

    public int Order => 25;

    public async Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var snapshot = await db.Snapshots.AsNoTracking().Where(s => s.Dataset.ProjectId == projectId && s.Dataset.Name == ExampleDataset.Name)
            .Select(s => new { s.Hash, s.Labels }).FirstAsync(cancel);
        var starters = PromptStarters.For(JsonSerializer.Deserialize<string[]>(snapshot.Labels)!, snapshot.Hash);
        var first = starters.Single(starter => starter.Name == "Zero-shot").Content;
        var id = await create.RunAsync(
            actor, projectId, new NewPrompt(ZeroShot, Folder, "What a ticket is mainly about", ["tickets", "zero-shot"], first, "States the task and the labels"), cancel);
        var explained = new PromptMessage("system", Explained.ReplaceLineEndings("\n"));
        await publish.RunAsync(actor, id, 1, first with { Messages = [explained, .. first.Messages!.Skip(1)] }, "Explains the labels that are easily mixed up, and what to do in doubt", cancel);
        await label.RunAsync(actor, id, FetchPrompt.DefaultLabel, 2, cancel);
        var shots = starters.Single(starter => starter.Name == "Few-shot").Content;
        await create.RunAsync(
            actor, projectId, new NewPrompt(FewShot, Folder, "The same question with eight worked examples", ["few-shot", "tickets"], shots, "Eight examples, labels take turns"), cancel);
    }
}
