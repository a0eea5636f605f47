using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>
/// A fresh Studio with nothing but the models that come with it, so that no network is needed: the example's prompts are asked, its tickets are tuned by every method, and all of it
/// stands in one table beside the baselines, on one frozen split. The table is this test's output.
/// </summary>
public sealed class WholeStoryTests(BrowserFixture browser)
{
    private const float Patience = 1200;
    private static readonly string[] Methods = ["full", "gradual", "lora", "soft-prompt", "head"];
    private static readonly string[] Prompts = ["Ticket intent", "Ticket intent by example"];

    /// <summary>What the example project launches by itself: a small encoder from scratch, and the starter encoder tuned.</summary>
    private const int OfTheExample = 2;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Prompts_every_method_and_the_baselines_stand_in_one_table()
    {
        Assert.SkipUnless(Repository.BringsModels, "This build brings no models of its own.");
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        try
        {
            var setup = new SetupPage(ada);
            await setup.OpenAsync(studio);
            await setup.SetUpAsync("Support", example: true);
            await TellAsync(ada, await new TeamPages(ada).ProjectAsync());
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Assert.Fail($"{error.Message}\n{await ada.DescribeAsync()}\nStudio said:\n{studio.Output}");
        }
    }

    private static async Task TellAsync(Person ada, string project)
    {
        var (asks, runs) = (new PromptRunPages(ada), new RunPages(ada));
        foreach (var prompt in Prompts)
        {
            await asks.LaunchAsync(project, prompt, byLikelihood: true);
            await asks.ExpectScoredAsync(Patience);
        }

        foreach (var method in Methods)
        {
            await runs.LaunchByMethodAsync(project, "starter-encoder", method);
            await runs.ExpectFinishedAsync(Patience);
        }

        // Beside them stand the majority label and TF-IDF with logistic regression.
        var evaluation = new EvaluationPages(ada);
        Assert.Equal(Prompts.Length + Methods.Length + OfTheExample + 2, await evaluation.CompareAllAsync(project));
        var table = await evaluation.ReadTableAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', table));
        Assert.All(table, row => Assert.Matches("[0-9.]+ %", row));
        ada.ExpectNoComplaints("favicon.ico", "style-src-elem");
    }
}
