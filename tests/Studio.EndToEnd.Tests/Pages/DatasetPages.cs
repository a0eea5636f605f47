using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Importing, splitting and freezing a dataset.</summary>
public sealed partial class DatasetPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Makes a dataset from a file; returns its address when every row is in.</summary>
    public async Task<string> ImportAsync(string project, string name, string file, string text, string label, int rows)
    {
        await person.GoAsync($"{project}/datasets/new");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create and import a file" }).ClickAsync();
        await Page.GetByLabel("Choose a file").SetInputFilesAsync(file);
        await Page.GetByLabel("Text", new() { Exact = true }).SelectOptionAsync(text);
        await Page.GetByLabel("Label", new() { Exact = true }).SelectOptionAsync(label);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByText($"{rows:N0} examples").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        return DatasetAddress().Match(Page.Url).Value;
    }

    /// <summary>Makes a dataset of rows for a language model, in the form that Studio recognises.</summary>
    public async Task<string> ImportDialoguesAsync(string project, string name, string file, int rows)
    {
        await person.GoAsync($"{project}/datasets/new");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create and import a file" }).ClickAsync();
        await Page.GetByLabel("Choose a file").SetInputFilesAsync(file);
        await Assertions.Expect(Page.GetByLabel("Rows are", new() { Exact = true })).Not.ToHaveValueAsync("");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByText($"{rows:N0} examples").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        return DatasetAddress().Match(Page.Url).Value;
    }

    public async Task SplitAsync(string dataset, int train, int validation, int test, int seed)
    {
        await person.GoAsync($"{dataset}/splits");
        await Page.GetByLabel("Train %").FillAsync($"{train}");
        await Page.GetByLabel("Validation %").FillAsync($"{validation}");
        await Page.GetByLabel("Test %").FillAsync($"{test}");
        await Page.GetByLabel("Seed").FillAsync($"{seed}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var apply = Page.GetByRole(AriaRole.Button, new() { Name = "Apply" });
        await apply.ClickAsync();
        await Assertions.Expect(apply).ToBeHiddenAsync(new() { Timeout = 120_000 });
    }

    /// <summary>Looks for texts that are alike, and moves those that stand in two splits to one side; returns how many groups that were.</summary>
    public async Task<int> CloseLeaksAsync(string dataset)
    {
        await person.GoAsync($"{dataset}/duplicates");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Find duplicates" }).ClickAsync();
        var across = Page.GetByRole(AriaRole.Navigation, new() { Name = "Which groups" }).GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Across splits") });
        await across.ClickAsync(new() { Timeout = 180_000 });
        var groups = int.Parse(Regex.Match(await across.InnerTextAsync(), "[0-9,]+$").Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Move every group to one side" }).ClickAsync();
        await Assertions.Expect(across).ToHaveTextAsync(new Regex(@"Across splits\s*0$"));
        return groups;
    }

    /// <summary>Freezes what is labelled and returns the first digits of the snapshot's hash.</summary>
    public async Task<string> FreezeAsync(string dataset, string message)
    {
        await person.GoAsync($"{dataset}/snapshots");
        await Page.GetByLabel("What is this version for?").FillAsync(message);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Freeze a snapshot" }).ClickAsync();
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = message });
        return await row.Locator("code[title]").InnerTextAsync();
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}/datasets/[0-9a-f-]{36}")]
    private static partial Regex DatasetAddress();
}
