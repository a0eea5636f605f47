using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;
using Studio.ModelServer;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>
/// A team of four over real queries: Ada curates, Bo and Cy label, Cy prompts and tunes, Di approves. Prompts and the tuned model are measured on
/// one frozen split before anything is approved.
/// </summary>
public sealed class FourPeopleTests(BrowserFixture browser)
{
    [Fact]
    public async Task Four_people_curate_label_prompt_tune_compare_and_approve()
    {
        var queries = BankingQueries.Find();
        await using var studio = await StudioApp.StartAsync(PromptRunPages.AllowLocal);
        await using var ada = await browser.PersonAsync(studio, "Ada");
        await using var bo = await browser.PersonAsync(studio, "Bo");
        await using var cy = await browser.PersonAsync(studio, "Cy");
        await using var di = await browser.PersonAsync(studio, "Di");
        try
        {
            await TellAsync(studio, queries, ada, bo, cy, di);
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            var people = await Task.WhenAll(new[] { ada, bo, cy, di }.Select(person => person.DescribeAsync()));
            Assert.Fail($"{error.Message}\n{string.Join('\n', people)}\nStudio said:\n{studio.Output}");
        }
    }

    private static async Task TellAsync(StudioApp studio, BankingQueries queries, Person ada, Person bo, Person cy, Person di)
    {
        // Ada sets Studio up and lets the others in.
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Bank", example: false);
        var team = new TeamPages(ada);
        var project = await team.ProjectAsync();
        foreach (var (person, role) in new[] { (bo, "Annotator"), (cy, "Maintainer"), (di, "Reviewer") })
            await new AccountPages(person).AcceptInvitationAsync(await team.AddMemberAsync(project, person, role));

        var datasets = new DatasetPages(ada);
        var dataset = await datasets.ImportAsync(project, "Queries", queries.File, "text", "category", queries.Rows);

        // Two people answer the same eight queries; they differ on the second that each sees, and Ada settles it.
        var session = await new LabelingPages(ada).CreateSessionAsync(project, "Check some", queries.Intents, examples: 8, overlap: 2);
        await new LabelingPages(bo).LabelBySearchAsync(session, 8, queries.IntentOf);
        var seen = 0;
        await new LabelingPages(cy).LabelBySearchAsync(session, 8, query => seen++ == 1 ? queries.AnotherThan(queries.IntentOf(query)) : queries.IntentOf(query));
        await new LabelingPages(ada).ExpectAnswersAsync(session, 16);
        Assert.Equal(1, await new LabelingPages(ada).AdjudicateAsync(session, queries.IntentOf));

        await datasets.SplitAsync(dataset, train: 80, validation: 10, test: 10, seed: 42);
        // The same question often stands twice in slightly other words: no such pair may stand on both sides of the test.
        Assert.InRange(await datasets.CloseLeaksAsync(dataset), 10, 5_000);
        await datasets.FreezeAsync(dataset, "For the comparison");

        // Cy asks a model that others serve, first without and then with worked examples, and tunes one; Bo watches a run go by.
        await using var server = await FakeModelServer.StartAsync();
        var (prompts, asks) = (new PromptPages(cy), new PromptRunPages(cy));
        await asks.ConnectAsync(project, server);
        foreach (var (starter, name) in new[] { ("Zero-shot", "Intent"), ("Few-shot", "Intent by example") })
        {
            await prompts.CreateFromStarterAsync(project, starter, name);
            var answered = await asks.LaunchAsync(project, name);
            await bo.GoAsync(answered);
            await new PromptRunPages(bo).WaitForRowsAsync(1);
            await asks.ExpectScoredAsync();
            Assert.InRange(await asks.AccuracyAsync(), 0.05, 0.95);
        }

        var run = await new RunPages(cy).LaunchAsync(project, "Small encoder", steps: 300);
        await bo.GoAsync(run);
        await new RunPages(bo).WaitForStepAsync(1);
        await new RunPages(cy).ExpectFinishedAsync();

        // All of them, and the baselines, on the same frozen rows.
        Assert.Equal(5, await new EvaluationPages(di).CompareAllAsync(project));

        // Di decides, from what is measured and what Cy wrote about the model.
        var (registers, decides) = (new ModelPages(cy), new ModelPages(di));
        var version = await registers.OpenNewestAsync(project);
        await registers.WriteCardAsync(version);
        await registers.RequestReviewAsync(version, "Better than both prompts?");
        await registers.ExpectRefusedAsync(version, "a different person must decide");
        await decides.ApproveAsync(version, "It is, on every split of the queries.");
        foreach (var person in new[] { ada, bo, cy, di })
            person.ExpectNoComplaints("favicon.ico", "style-src-elem");
    }
}
