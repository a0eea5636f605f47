using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>
/// The product in one story: two people, two browsers, from an empty Studio to a model that answers over HTTP because the other one approved it,
/// with the server killed in the middle of the run.
/// </summary>
public sealed class TuneTogetherTests(BrowserFixture browser)
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_people_label_tune_watch_and_approve()
    {
        using var sentences = Sentences.Create();
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        await using var bo = await browser.PersonAsync(studio, "Bo");

        try
        {
            await TellAsync(studio, sentences, ada, bo);
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Assert.Fail($"{error.Message}\n{await ada.DescribeAsync()}\n{await bo.DescribeAsync()}\nStudio said:\n{studio.Output}");
        }
    }

    private async Task TellAsync(StudioApp studio, Sentences sentences, Person ada, Person bo)
    {
        // Ada sets Studio up and lets Bo in.
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Reviews", example: false);
        var team = new TeamPages(ada);
        var project = await team.ProjectAsync();
        await new AccountPages(bo).AcceptInvitationAsync(await team.AddMemberAsync(project, bo, "Owner"));
        var key = await team.MakeKeyAsync(project, "story", "Owner");

        // Real sentences, labelled further from both browsers at once: nobody is served what the other one has.
        var datasets = new DatasetPages(ada);
        var dataset = await datasets.ImportAsync(project, "Sentences", sentences.File, "text", "label", sentences.Rows);
        var session = await new LabelingPages(ada).CreateSessionAsync(project, "Check some", "neg\npos", examples: 40);
        var labelled = await Task.WhenAll(new LabelingPages(ada).LabelAsync(session, "1", 8), new LabelingPages(bo).LabelAsync(session, "2", 8));
        Assert.Empty(labelled[0].Intersect(labelled[1]));
        await new LabelingPages(ada).ExpectAnswersAsync(session, 16);

        await datasets.SplitAsync(dataset, train: 80, validation: 10, test: 10, seed: 42);
        await datasets.FreezeAsync(dataset, "For the first run");

        // Bo launches; both see the same steps go by.
        var (hers, his) = (new RunPages(ada), new RunPages(bo));
        var run = await his.LaunchAsync(project, "Small encoder", steps: 600);
        await hers.OpenAsync(run);
        var seen = await his.WaitForStepAsync(1);
        seen = await hers.WaitForStepAsync(seen);
        seen = await his.WaitForStepAsync(seen + 1);
        await hers.WaitForStepAsync(seen, seconds: 10);

        // The machine dies and comes back: the run goes on by itself and no label is lost.
        await hers.WaitForStepAsync(110);
        await studio.KillAsync();
        await studio.StartAgainAsync();
        await new LabelingPages(ada).ExpectAnswersAsync(session, 16);
        await bo.GoAsync(run);
        await his.ExpectFinishedAsync();

        // Whoever comes late sees all of it, in the browser and through the hub.
        await hers.OpenAsync(run);
        await hers.ExpectFinishedAsync();
        Assert.Equal(600, await hers.StepAsync());
        await hers.ReadScorecardAsync();
        await ada.Page.GetByText("TF-IDF").First.WaitForAsync();
        await ada.Page.GetByText("Majority").First.WaitForAsync();

        // Nothing answers before a second person has approved it; the one who tuned it cannot.
        var (asks, decides) = (new ModelPages(bo), new ModelPages(ada));
        var model = await asks.ModelNameAsync(project);
        var version = await asks.OpenNewestAsync(project);
        await ExpectAnswerAsync(HttpStatusCode.NotFound, studio, key, model);
        await asks.WriteCardAsync(version);
        await asks.RequestReviewAsync(version, "Better than the baselines?");
        await asks.ExpectRefusedAsync(version, "a different person must decide");
        await ExpectAnswerAsync(HttpStatusCode.NotFound, studio, key, model);
        await decides.ApproveAsync(version, "The figures hold.");
        await ExpectAnswerAsync(HttpStatusCode.OK, studio, key, model);
        await ExpectAnswerAsync(HttpStatusCode.Unauthorized, studio, "studio_wrong", model);

        ada.ExpectNoComplaints("favicon.ico", "ERR_CONNECTION", "WebSocket", "Failed to complete negotiation", "Failed to start the connection", "style-src-elem");
        bo.ExpectNoComplaints("favicon.ico", "ERR_CONNECTION", "WebSocket", "Failed to complete negotiation", "Failed to start the connection", "style-src-elem");
    }

    private async Task ExpectAnswerAsync(HttpStatusCode expected, StudioApp studio, string key, string model)
    {
        using var http = new HttpClient { BaseAddress = new Uri(studio.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var address = $"/api/v1/models/{Uri.EscapeDataString(model)}/predict";
        using var answer = await http.PostAsJsonAsync(address, new { text = "a warm and funny film" }, _cancel);
        Assert.True(answer.StatusCode == expected, $"{address} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(_cancel)}");
    }
}
