using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tests.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tuning;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Runs;

public sealed class PromptRunTests
{
    [Theory, OnBothEngines]
    public async Task A_run_ends_in_the_scorecard_that_tuned_models_get(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync(engine);
        await world.ConnectAsync(server);

        var run = await world.LaunchAsync(await world.RequestAsync());
        var status = await world.EndedAsync(run);

        Assert.Equal((RunState.Succeeded, 30, 0, 10, 0), (status.State, status.Right, status.Wrong, status.Unread, status.Failed));
        Assert.Equal(40, server.Requests.Count);
        Assert.True(status is { InputTokens: > 400, OutputTokens: >= 40 });
        Assert.Equal(((status.InputTokens * 2) + (status.OutputTokens * 10)) / 1e6, status.Price!.Value, 9);
        var card = await new ReadScorecard(world.Get<IDbContextFactory<StudioDb>>()).RunAsync(world.Viewer, status.ScorecardId!.Value, PromptRunWorld.Cancel);
        Assert.Equal((ContenderKind.Prompt, 40, 30, 10), (card.Summary.Kind, card.Summary.Rows, card.Summary.Correct, card.Summary.Unanswered));
        Assert.Equal(["login", "parcel", "refund", Unanswered.NoLabel], card.Figures.Metrics.Labels);
        // Three quarters of each label were recognised, and none was taken for another.
        Assert.Equal(3, card.Figures.Metrics.PerLabel.Count);
        Assert.Equal(card.Figures.Metrics.PerLabel.Average(label => label.F1), card.Summary.MacroF1, 9);
        Assert.InRange(card.Summary.MacroF1, 0.8, 0.9);
        var unread = await world.RowsAsync(run, RowOutcome.Unread);
        Assert.Equal(10, unread.Count);
        Assert.All(unread, row => Assert.Equal(("I am not sure about this one.", "The answer holds none of the labels.", null), (row.Answer, row.Reason, row.Prediction)));
        Assert.All(unread, row => Assert.Contains("thing", row.Text, StringComparison.Ordinal));
        var told = Assert.Single(await new ReadNotifications(world.Get<IDbContextFactory<StudioDb>>()).RunAsync(world.Maintainer, unreadOnly: true, cancel: PromptRunWorld.Cancel));
        Assert.Equal(NotificationKind.PromptRunEnded, told.Kind);
        Assert.EndsWith("is done.", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_shot_and_chain_of_thought_send_what_they_promise_and_are_read()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server);

        var few = await world.EndedAsync(await world.LaunchAsync(await world.RequestAsync("Few-shot")));
        Assert.All(server.Requests, request => Assert.Equal(8, request.Whole.Split("Label: ").Length - 1));
        server.Requests.Clear();
        var thinking = await world.EndedAsync(await world.LaunchAsync(await world.RequestAsync("Chain of thought")));

        Assert.Equal((RunState.Succeeded, 40), (few.State, few.Done));
        Assert.Equal((RunState.Succeeded, 30, 10), (thinking.State, thinking.Right, thinking.Unread));
    }

    [Fact]
    public async Task Each_row_gets_the_examples_most_like_it_the_scorecard_says_so_and_the_training_split_is_refused()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server);
        var request = await world.RequestAsync("Few-shot", content => content with { FewShot = content.FewShot! with { Count = 3, SimilarBy = SimilarShots.Tfidf } });
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => world.LaunchAsync(request with { Split = DatasetSplit.Train }));
        Assert.Contains("its own neighbours", refusal.Message, StringComparison.Ordinal);

        var status = await world.EndedAsync(await world.LaunchAsync(request));

        Assert.Equal((RunState.Succeeded, 40), (status.State, status.Done));
        Assert.All(server.Requests, asked => Assert.Equal(3, asked.Whole.Split("Label: ").Length - 1));
        Assert.True(server.Requests.Select(asked => asked.Whole[..asked.Whole.LastIndexOf("Text: ", StringComparison.Ordinal)]).Distinct().Count() > 1);
        var card = await new ReadScorecard(world.Get<IDbContextFactory<StudioDb>>()).RunAsync(world.Viewer, status.ScorecardId!.Value, PromptRunWorld.Cancel);
        Assert.EndsWith("3 most similar by TF-IDF", card.Summary.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_and_their_differences_are_compared_on_the_same_rows()
    {
        await using var server = await FakeModelServer.StartAsync(request => Reaction.Answer(request.Whole.Contains("exactly one", StringComparison.Ordinal) ? "refund" : "login"));
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server);
        var one = await world.EndedAsync(await world.LaunchAsync(await world.RequestAsync()));
        var other = await world.EndedAsync(await world.LaunchAsync(await world.RequestAsync(change: content => content with { Messages = [new PromptMessage("user", "{{ text }}")] })));

        var comparison = await new CompareScorecards(world.Get<IDbContextFactory<StudioDb>>(), world.Get<ISnapshotStore>(), world.Get<StorageRoot>())
            .RunAsync(world.Viewer, [one.ScorecardId!.Value, other.ScorecardId!.Value], cancel: PromptRunWorld.Cancel);

        Assert.Equal(40, comparison.Differing);
        Assert.Equal((one.Right, other.Right), (comparison.Contenders[1].Test!.FirstOnlyRight, comparison.Contenders[1].Test!.SecondOnlyRight));
    }

    [Fact]
    public async Task A_sample_is_the_same_rows_each_time_and_gets_no_scorecard()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server);
        var request = await world.RequestAsync() with { Rows = 12, Seed = 3 };
        var (first, second) = (await world.LaunchAsync(request), await world.LaunchAsync(request));
        var status = await world.EndedAsync(first);
        await world.EndedAsync(second);

        Assert.Equal((RunState.Succeeded, 12, null), (status.State, status.Done, status.ScorecardId));
        Assert.Equal((await world.RowsAsync(first)).Select(r => r.ExampleId), (await world.RowsAsync(second)).Select(r => r.ExampleId));
    }

    [Fact]
    public async Task What_cannot_work_is_refused_before_it_costs_anything()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server);
        var (launch, request) = (world.Get<LaunchPromptRun>(), await world.RequestAsync());
        var strange = await world.RequestAsync(change: content => content with { Messages = [new PromptMessage("user", "{{ text }} by {{ customer }}")] });

        Task<int> Launch(PromptRunRequest wanted) => launch.RunAsync(world.Maintainer, world.ProjectId, wanted, PromptRunWorld.Cancel);
        Assert.Contains("{{ customer }}", (await Assert.ThrowsAsync<InvalidInputException>(() => Launch(strange))).Message, StringComparison.Ordinal);
        Assert.Contains("no labeled rows", (await Assert.ThrowsAsync<InvalidInputException>(() => Launch(request with { Split = DatasetSplit.Validation }))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => Launch(request with { Scorer = new AnswerScorer(ScorerKind.Regex, "(?=x)") }));
        await Assert.ThrowsAsync<NotFoundException>(() => Launch(request with { Version = 2 }));
        await Assert.ThrowsAsync<NotFoundException>(() => Launch(request with { ModelId = "connection:00:other" }));
        await Assert.ThrowsAsync<ForbiddenException>(() => launch.RunAsync(world.Viewer, world.ProjectId, request, PromptRunWorld.Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => launch.RunAsync(world.Stranger, world.ProjectId, request, PromptRunWorld.Cancel));
        var plan = await world.Get<PromptRunPlans>().RunAsync(world.Viewer, world.ProjectId, request, PromptRunWorld.Cancel);
        Assert.Equal((40, false, 640L), (plan.Total, plan.IsSample, plan.MostOutputTokens));
        Assert.Contains("Ticket 6", plan.Example[^1].Content, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
