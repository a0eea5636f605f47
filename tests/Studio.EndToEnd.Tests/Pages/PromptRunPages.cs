using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.ModelServer;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Connections to models, and runs of prompts over frozen rows. Studio needs <see cref="AllowLocal"/> to call a server on this machine.</summary>
public sealed partial class PromptRunPages(Person person)
{
    /// <summary>Settings for <see cref="StudioApp.StartAsync"/>.</summary>
    public static readonly string[] AllowLocal = ["--Studio:Outgoing:Allow", "127.0.0.1"];

    private IPage Page => person.Page;

    /// <summary>Adds a connection with one model and sees its test pass.</summary>
    public async Task ConnectAsync(string project, FakeModelServer server, string name = "Lab server", string model = "small")
    {
        await person.GoAsync($"{project}/prompts/connections");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = AddConnection() }).ClickAsync();
        await FillAsync("Name", name);
        await FillAsync("Address", server.BaseUrl);
        await FillAsync("Key", server.Key ?? "sk-test");
        await FillAsync("Model name", model);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Test {name}" }).ClickAsync();
        await Assertions.Expect(Page.GetByText($"{model} answers")).ToBeVisibleAsync();
    }

    /// <summary>Runs the newest version of a prompt over the test split of the newest snapshot and returns the address of the run's page.</summary>
    public async Task<string> LaunchAsync(string project, string prompt, int? rows = null, bool byLikelihood = false)
    {
        await person.GoAsync($"{project}/prompts/runs/new");
        var choices = Page.GetByLabel("Prompt", new() { Exact = true });
        var value = await choices.GetByRole(AriaRole.Option, new() { NameRegex = new Regex($"{Regex.Escape(prompt)}$") }).GetAttributeAsync("value");
        await choices.SelectOptionAsync(value!);
        await Page.WaitForURLAsync(new Regex("prompt="));
        if (rows is { } sample)
        {
            await FillAsync("Rows", sample.ToString(CultureInfo.InvariantCulture));
            await Page.WaitForURLAsync(new Regex("rows="));
        }

        if (byLikelihood)
        {
            await Page.GetByText("How answers are read").ClickAsync();
            await Page.GetByLabel("The label is", new() { Exact = true }).SelectOptionAsync("Likelihood");
        }

        await Assertions.Expect(Page.GetByText("The first row, as it will be sent")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Run it" }).ClickAsync();
        await Page.WaitForURLAsync(RunAddress());
        return RunAddress().Match(Page.Url).Value;
    }

    /// <summary>Waits until every row has ended and the scorecard is made.</summary>
    public Task ExpectScoredAsync(float seconds = 240) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" })).ToBeVisibleAsync(new() { Timeout = seconds * 1000 });

    /// <summary>The share of right answers that the run's page shows, between 0 and 1.</summary>
    public async Task<double> AccuracyAsync()
    {
        var text = await Page.GetByRole(AriaRole.Region, new() { Name = "Progress" }).InnerTextAsync();
        return double.Parse(Percent().Match(text).Groups[1].Value, CultureInfo.InvariantCulture) / 100;
    }

    /// <summary>Waits until this person's page shows at least so many rows as ended.</summary>
    public Task WaitForRowsAsync(int rows, float seconds = 120) => Page.WaitForFunctionAsync(
        "rows => { const bar = document.querySelector('progress[aria-label=\"Rows that ended\"]'); return bar !== null && bar.value >= rows; }",
        rows, new() { Timeout = seconds * 1000 });

    private async Task FillAsync(string label, string value)
    {
        var field = Page.GetByLabel(label, new() { Exact = true }).First;
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    [GeneratedRegex("^Add (a|the first) connection")]
    private static partial Regex AddConnection();

    [GeneratedRegex("/p/[0-9a-f-]{36}/prompts/runs/[0-9]+")]
    private static partial Regex RunAddress();

    [GeneratedRegex(@"([0-9.]+) %")]
    private static partial Regex Percent();
}
