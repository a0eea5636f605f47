using System.Text.Json;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>Language models from the browser: rows are imported, taught, watched by two people and become a version, answers and preferences alike.</summary>
public sealed class LanguageTuningTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("causal-lm")]
    [InlineData("preference")]
    public async Task A_run_is_launched_watched_by_two_and_becomes_a_version(string task)
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
        var file = Path.Combine(Directory.CreateTempSubdirectory("studio-language-").FullName, "rows.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 60).Select(i => Row(task, i)), TestContext.Current.CancellationToken);
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
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Assert.Fail($"{error.Message}\n{await bo.DescribeAsync()}\nStudio said:\n{studio.Output}");
        }
    }

    private static string Row(string task, int i) => JsonSerializer.Serialize<object>(task == "preference"
        ? new { chosen = $"\n\nHuman: Tell of day {i}\n\nAssistant: The sun came up.", rejected = $"\n\nHuman: Tell of day {i}\n\nAssistant: No." }
        : new { messages = new[] { new { role = "user", content = $"Tell of day {i}" }, new { role = "assistant", content = $"On day {i % 7} the sun came up." } } });

    private static System.Text.RegularExpressions.Regex Project() => new("/p/[0-9a-f-]{36}");
}
