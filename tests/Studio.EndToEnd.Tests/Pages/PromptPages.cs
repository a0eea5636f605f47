using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Writing prompts, their versions and labels.</summary>
public sealed partial class PromptPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Makes an empty chat prompt; returns its address.</summary>
    public async Task<string> CreateChatAsync(string project, string name, string folder)
    {
        await person.GoAsync($"{project}/prompts/new");
        await Page.GetByRole(AriaRole.Radio, new() { Name = "Empty chat" }).CheckAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Folder", new() { Exact = true }).FillAsync(folder);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Page.WaitForURLAsync(Address());
        return new Uri(Page.Url).AbsolutePath;
    }

    /// <summary>Makes a prompt from a starter (<c>Zero-shot</c>, <c>Few-shot</c>, <c>Chain of thought</c>) with the newest snapshot's labels; returns its address.</summary>
    public async Task<string> CreateFromStarterAsync(string project, string starter, string name)
    {
        await person.GoAsync($"{project}/prompts/new?starter={Uri.EscapeDataString(starter)}");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Page.WaitForURLAsync(Address());
        return new Uri(Page.Url).AbsolutePath;
    }

    /// <summary>Changes a message of the open prompt's page.</summary>
    public Task WriteAsync(int message, string role, string text) => Page.GetByRole(AriaRole.Textbox, new() { Name = $"Message {message}, {role}" }).FillAsync(text);

    public async Task PublishAsync(int number, string message)
    {
        await Page.GetByLabel("What changed and why").FillAsync(message);
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Publish version {number}" }).ClickAsync();
        await Assertions.Expect(Page.GetByText($"Version {number} is published")).ToBeVisibleAsync();
    }

    public async Task SetLabelAsync(string prompt, string label, int number)
    {
        await person.GoAsync($"{prompt}/labels");
        await Page.GetByLabel("New label").FillAsync(label);
        await Page.GetByLabel("on", new() { Exact = true }).SelectOptionAsync($"{number}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Set label" }).ClickAsync();
    }

    /// <summary>Moves a label that asks first, and says yes.</summary>
    public async Task MoveLabelAsync(string prompt, string label, int number)
    {
        await person.GoAsync($"{prompt}/labels");
        await Page.GetByLabel($"Version that {label} points at").SelectOptionAsync($"{number}");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Move {label} to version {number}" }).ClickAsync();
    }

    [GeneratedRegex("/prompts/[0-9a-f]{8}-[0-9a-f-]{27}$")]
    private static partial Regex Address();
}
