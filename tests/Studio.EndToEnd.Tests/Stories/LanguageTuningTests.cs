using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>
/// Language models from the browser: real rows are imported, taught, watched by two people and become a version, answers and preferences alike; a second
/// run of the same rows stands beside the first, row by row.
/// </summary>
public sealed class LanguageTuningTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("causal-lm")]
    [InlineData("preference")]
    public async Task A_run_is_launched_watched_by_two_becomes_a_version_and_is_compared_with_another(string task)
    {
        var model = Repository.Shared("STUDIO_MODELS", "models/stories260K");
        Assert.SkipWhen(model is null, "The model stories260K is not here: put it beside the repository as ../shared/models/stories260K, or set STUDIO_MODELS.");
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "bo@example.org", "--Studio:Setup:AdminPassword", "Bo likes long sentences 42", "--Studio:Models:Folders:0", model);
        await using var bo = await browser.PersonAsync(studio, "Bo");
        await using var late = await browser.PersonAsync(studio, "Bo");
        await new AccountPages(bo).SignInAsync();
        await bo.Page.WaitForURLAsync(Project());
        var project = Project().Match(bo.Page.Url).Value;
        var file = await LanguageRows.WriteAsync(task, 60, TestContext.Current.CancellationToken);
        try
        {
            var dataset = await new DatasetPages(bo).ImportDialoguesAsync(project, "Answers", file, 60);
            await new DatasetPages(bo).SplitAsync(dataset, train: 80, validation: 10, test: 10, seed: 1);
            await new DatasetPages(bo).FreezeAsync(dataset, "For the run");
            await new BaseModelPages(bo).AdmitFolderAsync(project, Path.GetFileName(model));
            var run = await new RunPages(bo).LaunchLanguageAsync(project, task, steps: 6);
            await new AccountPages(late).SignInAsync();
            await late.GoAsync(run);
            foreach (var person in new[] { bo, late })
            {
                await new RunPages(person).ExpectFinishedAsync();
                await Assertions.Expect(person.Page.GetByRole(AriaRole.Region, new() { Name = "Answers to: Once upon a time" })).ToBeVisibleAsync();
                await Assertions.Expect(person.Page.GetByText("The base model has no chat template").First).ToBeVisibleAsync();
            }

            await bo.Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" }).ClickAsync();
            await Assertions.Expect(bo.Page.GetByRole(AriaRole.Cell, new() { Name = task == "preference" ? "pairs told apart" : "perplexity" })).ToBeVisibleAsync();
            await bo.Page.GetByRole(AriaRole.Link, new() { Name = "Open the model version" }).ClickAsync();
            await Assertions.Expect(bo.Page.GetByRole(AriaRole.Cell, new() { Name = "general loss after" })).ToBeVisibleAsync();

            await bo.GoAsync($"{project}/models");
            await Assertions.Expect(bo.Page.GetByRole(AriaRole.Columnheader, new() { Name = task == "preference" ? "pairs told apart" : "perplexity" })).ToBeVisibleAsync();

            // A second run on the same rows: both stand side by side, with what each said to every row.
            var again = await new RunPages(bo).LaunchLanguageAsync(project, task, steps: 2);
            await bo.GoAsync(again);
            await new RunPages(bo).ExpectFinishedAsync();
            await bo.Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" }).ClickAsync();
            await bo.Page.GetByRole(AriaRole.Link, new() { Name = "Compare row by row" }).ClickAsync();
            await Assertions.Expect(bo.Page.GetByRole(AriaRole.Columnheader, new() { Name = task == "preference" ? "Pairs told apart against the first" : "ROUGE-L against the first" })).ToBeVisibleAsync();
            await Assertions.Expect(bo.Page.GetByRole(AriaRole.Heading, new() { Name = "Rows where they differ" })).ToContainTextAsync("of 6 that all answered");
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Assert.Fail($"{error.Message}\n{await bo.DescribeAsync()}\nStudio said:\n{studio.Output}");
        }
    }

    private static System.Text.RegularExpressions.Regex Project() => new("/p/[0-9a-f-]{36}");
}
