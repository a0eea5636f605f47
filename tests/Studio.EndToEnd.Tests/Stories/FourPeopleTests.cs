using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

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
        await using var studio = await StudioApp.StartAsync();
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
    }
}
