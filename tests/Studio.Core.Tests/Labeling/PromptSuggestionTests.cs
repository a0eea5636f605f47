using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;
using Studio.ModelServer;

namespace Studio.Core.Tests.Labeling;

/// <summary>Suggestions that a prompt makes through a connection, from an endpoint that answers well, strangely, slowly or not at all.</summary>
public sealed class PromptSuggestionTests
{
    private static CancellationToken Cancel => LabelingHost.Cancel;

    [Theory, OnBothEngines]
    public async Task The_label_in_the_answer_is_suggested_once_with_its_source(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("Label: Praise."));
        await using var host = await LabelingHost.StartAsync(engine);
        var (session, choice) = await ReadyAsync(host, server);
        await host.Get<ChooseSuggestions>().RunAsync(host.Maintainer, session.Id, choice, Cancel);
        var anna = await host.PersonAsync("Anna", Role.Annotator);

        var made = await AllAsync(host, anna, session.Id);
        var again = await AllAsync(host, host.Maintainer, session.Id);

        Assert.Equal(5, made.Count);
        Assert.All(made, s => Assert.Equal((session.Labels.Single(l => l.Name == "praise").Id, "Triage v1 · small (Lab)", null), (s.Labels.Single(), s.Source, s.Score)));
        Assert.Equal((5, 5), (again.Count, server.Requests.Count));
        Assert.True(server.MostAtOnce <= 2, $"{server.MostAtOnce} calls at once");
        Assert.Equal(new SuggestionTally(5, 0, 0, null), await host.Get<ReadSuggestionTally>().RunAsync(host.Viewer, session.Id, Cancel));
        await using var db = await host.ReadAsync();
        Assert.Contains("“Triage” v1", (await db.AuditEvents.SingleAsync(e => e.Action == "labeling.suggestions", Cancel)).Details, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task An_answer_says_whose_suggestion_was_shown_and_whether_it_was_accepted(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("praise"));
        await using var host = await LabelingHost.StartAsync(engine);
        var (session, choice) = await ReadyAsync(host, server);
        await host.Get<ChooseSuggestions>().RunAsync(host.Maintainer, session.Id, choice, Cancel);
        var made = await AllAsync(host, host.Maintainer, session.Id);
        var (anna, seat) = (await host.PersonAsync("Anna", Role.Annotator), Guid.NewGuid());
        var (praise, other) = (made[0].Labels, session.Labels.Single(l => l.Name == "question").Id);
        var items = (await host.TakeAsync(anna, session.Id, seat)).Items;

        await host.SendAsync(anna, session.Id, seat,
            Answer(items[0].TaskId, praise[0], new ShownSuggestion(praise, made[0].Source)), Answer(items[1].TaskId, other, new ShownSuggestion(praise, made[0].Source)),
            Answer(items[2].TaskId, praise[0], null), Answer(items[3].TaskId, praise[0], new ShownSuggestion(praise, "\0")), Answer(items[4].TaskId, praise[0], new ShownSuggestion(null, new string('x', 1000))));

        var history = (await host.Get<ReadHistory>().RunAsync(anna, session.Id, cancel: Cancel)).ToDictionary(h => h.TaskId);
        Assert.Equal([("Triage v1 · small (Lab)", true), ("Triage v1 · small (Lab)", false), (null, false), (null, false), (new string('x', 400), false)], items.Select(i => (history[i.TaskId].SuggestedBy, history[i.TaskId].AcceptedSuggestion)));
        Assert.Equal(new SuggestionAcceptance("Triage v1 · small (Lab)", 2, 1), (await host.Get<ReadSuggestionTally>().AcceptedAsync(host.Viewer, session.Id, Cancel))[0]);
        await using var db = await host.ReadAsync();
        Assert.Equal(1, await db.AnnotationEvents.CountAsync(e => e.AcceptedSuggestion && e.SuggestedBy != null, Cancel));

        await host.SendAsync(anna, session.Id, seat, Answer(items[0].TaskId, other, null));
        Assert.Equal(new SuggestionAcceptance("Triage v1 · small (Lab)", 1, 0), (await host.Get<ReadSuggestionTally>().AcceptedAsync(host.Viewer, session.Id, Cancel)).Single(s => s.Source.StartsWith('T')));

        static AnnotationCommand Answer(long task, Guid label, ShownSuggestion? shown) => new(Guid.NewGuid(), AnnotationKind.Submit, task, new AnnotationValue([label]), Suggestion: shown);
    }

    [Theory, OnBothEngines]
    public async Task An_answer_without_a_label_of_the_session_suggests_nothing_and_is_counted(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("spam"));
        await using var host = await LabelingHost.StartAsync(engine);
        var (session, choice) = await ReadyAsync(host, server);
        await host.Get<ChooseSuggestions>().RunAsync(host.Maintainer, session.Id, choice with { Version = null, Label = "production" }, Cancel);

        Assert.Empty(await AllAsync(host, host.Maintainer, session.Id));
        Assert.Equal(new SuggestionTally(0, 5, 0, null), await host.Get<ReadSuggestionTally>().RunAsync(host.Viewer, session.Id, Cancel));
        Assert.Equal(1, (await host.Get<ReadLabelingSession>().RunAsync(host.Viewer, session.Id, Cancel)).SuggestPrompt!.Version);
    }

    [Theory, OnBothEngines]
    public async Task An_endpoint_that_fails_stops_nobody_and_is_told_with_its_reason(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Error(401, "the key has expired"));
        await using var host = await LabelingHost.StartAsync(engine);
        var (session, choice) = await ReadyAsync(host, server);
        await host.Get<ChooseSuggestions>().RunAsync(host.Maintainer, session.Id, choice, Cancel);

        Assert.Empty(await AllAsync(host, host.Maintainer, session.Id));
        var tally = await host.Get<ReadSuggestionTally>().RunAsync(host.Viewer, session.Id, Cancel);
        Assert.Equal((0, 0, 5), (tally!.Made, tally.WithoutLabel, tally.Failed));
        Assert.Contains("the key has expired", tally.Problem, StringComparison.Ordinal);
        await AnswerOneAsync(host, session);
    }

    [Fact]
    public async Task Examples_are_served_and_answered_while_the_endpoint_is_silent()
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("praise"));
        server.Turnstile = new SemaphoreSlim(0);
        await using var host = await LabelingHost.StartAsync();
        var (session, choice) = await ReadyAsync(host, server);
        await host.Get<ChooseSuggestions>().RunAsync(host.Maintainer, session.Id, choice, Cancel);
        var tasks = await TasksAsync(host, session.Id);

        var nothing = await host.Get<SuggestLabels>().RunAsync(host.Maintainer, session.Id, tasks, Cancel);
        Assert.Equal((0, 5), (nothing.Suggestions.Count, nothing.Pending.Count));
        await AnswerOneAsync(host, session);
        server.Turnstile.Release(100);
        Assert.Equal(5, (await AllAsync(host, host.Maintainer, session.Id)).Count);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Who_may_not_spend_and_what_cannot_be_suggested_is_refused_in_a_sentence()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var host = await LabelingHost.StartAsync();
        var (session, choice) = await ReadyAsync(host, server);
        var choose = host.Get<ChooseSuggestions>();
        var anna = await host.PersonAsync("Anna", Role.Annotator);

        await Assert.ThrowsAsync<ForbiddenException>(() => choose.RunAsync(anna, session.Id, choice, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => choose.RunAsync(host.Outsider, session.Id, choice, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => choose.RunAsync(host.Maintainer, session.Id, choice with { Version = 9 }, Cancel));
        var several = await host.SessionAsync(1, kind: LabelingKind.MultiLabel);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => choose.RunAsync(host.Maintainer, several.Id, choice, Cancel));
        Assert.Contains("single labels", refusal.Message, StringComparison.Ordinal);
        Assert.Null((await host.Get<ReadLabelingSession>().RunAsync(host.Viewer, session.Id, Cancel)).SuggestPrompt);
    }

    private static async Task<(LabelingSessionView Session, PromptChoice Choice)> ReadyAsync(LabelingHost host, FakeModelServer server)
    {
        await host.Get<SaveConnection>().CreateAsync(host.Maintainer, host.ProjectId, new ConnectionDraft
        {
            Name = "Lab", BaseUrl = server.BaseUrl, Models = [new ModelDraft("small", 1, 2)], TimeoutSeconds = 30, MaxConcurrency = 2,
        }, Cancel);
        var model = (await host.Get<ProjectModels>().ListAsync(host.Maintainer, host.ProjectId, Cancel)).Single(m => m.Name == "small");
        // It knows one label that the session does not.
        var content = PromptStarters.For(["complaint", "Praise", "question", "spam"]).Single(s => s.Name == "Zero-shot").Content;
        var prompt = await host.Get<CreatePrompt>().RunAsync(host.Maintainer, host.ProjectId, new NewPrompt("Triage", null, null, null, content), Cancel);
        await host.Get<MoveLabel>().RunAsync(host.Maintainer, prompt, "production", 1, Cancel);
        return (await host.SessionAsync(5), new PromptChoice(prompt, 1, null, model.Id));
    }

    private static async Task<List<Suggestion>> AllAsync(LabelingHost host, Actor actor, Guid session)
    {
        var all = new List<Suggestion>();
        for (var open = await TasksAsync(host, session); open.Count > 0;)
        {
            var answer = await host.Get<SuggestLabels>().RunAsync(actor, session, open, Cancel);
            all.AddRange(answer.Suggestions);
            open = answer.Pending;
        }

        return all;
    }

    private static async Task<IReadOnlyList<long>> TasksAsync(LabelingHost host, Guid session)
    {
        await using var db = await host.ReadAsync();
        return await db.LabelingTasks.Where(t => t.SessionId == session).Select(t => t.Id).ToListAsync(Cancel);
    }

    private static async Task AnswerOneAsync(LabelingHost host, LabelingSessionView session)
    {
        var seat = Guid.NewGuid();
        var item = (await host.TakeAsync(host.Maintainer, session.Id, seat)).Items[0];
        var receipt = await host.SubmitAsync(host.Maintainer, session.Id, seat, item.TaskId, session.Labels[0].Id);
        Assert.Equal(AnnotationOutcome.Counted, receipt.Outcome);
    }
}
