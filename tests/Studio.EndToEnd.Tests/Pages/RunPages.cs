using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Launching a run and watching it.</summary>
public sealed partial class RunPages(Person person)
{
    private IPage Page => person.Page;

    private ILocator Progress => Page.GetByRole(AriaRole.Region, new() { Name = "Progress" });

    private ILocator Steps => Page.GetByRole(AriaRole.Progressbar, new() { Name = "Steps done" });

    /// <summary>Launches a small encoder from scratch and returns the address of its page.</summary>
    public async Task<string> LaunchAsync(string project, string name, int steps)
    {
        await person.GoAsync($"{project}/tuning/new");
        await Page.GetByLabel("Base model", new() { Exact = true }).SelectOptionAsync("scratch");
        await FillAsync("Name", name);
        await FillAsync("Layers", "1");
        await FillAsync("Hidden size", "64");
        await FillAsync("Attention heads", "2");
        await FillAsync("Intermediate size", "128");
        await FillAsync("Vocabulary", "4000");
        await FillAsync("Steps", steps.ToString(CultureInfo.InvariantCulture));
        await FillAsync("Maximum length", "48");
        await FillAsync("Learning rate", "0.001");
        await Page.GetByLabel("Evaluate", new() { Exact = true }).SelectOptionAsync("steps");
        await FillAsync("Every", "50");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Launch", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(RunAddress());
        return RunAddress().Match(Page.Url).Value;
    }

    /// <summary>Launches a language model's run on the newest snapshot with one prompt to follow, and returns the address of its page.</summary>
    public async Task<string> LaunchLanguageAsync(string project, string task, int steps)
    {
        await person.GoAsync($"{project}/tuning/new");
        await Page.GetByLabel("Task", new() { Exact = true }).SelectOptionAsync(task);
        await FillAsync("Steps", steps.ToString(CultureInfo.InvariantCulture));
        await FillAsync("Maximum length", "256");
        await FillAsync("Answer length", "8");
        await Page.GetByLabel("Forgetting", new() { Exact = true }).SelectOptionAsync("built-in");
        await FillAsync("Prompts to follow", "Once upon a time");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Launch", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(RunAddress());
        return RunAddress().Match(Page.Url).Value;
    }

    /// <summary>Launches a run of a base model as the launcher proposes it for this method, and returns the address of its page.</summary>
    public async Task<string> LaunchByMethodAsync(string project, string model, string method)
    {
        await person.GoAsync($"{project}/tuning/new");
        await Page.GetByLabel("Base model", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = await OptionAsync(model) });
        await Page.GetByLabel("Method", new() { Exact = true }).SelectOptionAsync(method);
        await FillAsync("Name", $"{model}, {method}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Launch", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(RunAddress());
        return RunAddress().Match(Page.Url).Value;
    }

    public Task OpenAsync(string run) => person.GoAsync(run);

    public async Task<int> StepAsync() =>
        int.Parse(await Steps.GetAttributeAsync("value") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Waits until this person's page shows at least this step.</summary>
    public async Task<int> WaitForStepAsync(int step, float seconds = 120)
    {
        await Page.WaitForFunctionAsync(
            "step => { const bar = document.querySelector('progress[aria-label=\"Steps done\"]'); return bar !== null && bar.value >= step; }",
            step, new() { Timeout = seconds * 1000 });
        return await StepAsync();
    }

    public Task ExpectFinishedAsync(float seconds = 240) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" })).ToBeVisibleAsync(new() { Timeout = seconds * 1000 });

    public async Task ReadScorecardAsync()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Confusion matrix" })).ToBeVisibleAsync();
    }

    private async Task<string> OptionAsync(string beginning) =>
        (await Page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex($"^{Regex.Escape(beginning)}") }).First.TextContentAsync())!.Trim();

    // The form takes a value when the field is left.
    private async Task FillAsync(string label, string value)
    {
        var field = Page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}/tuning/[0-9]+")]
    private static partial Regex RunAddress();
}
