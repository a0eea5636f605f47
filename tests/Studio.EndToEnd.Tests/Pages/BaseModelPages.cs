using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Base models of a team, as somebody with a mouse has them.</summary>
public sealed class BaseModelPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Adds a folder of the server, waits for its check and admits it.</summary>
    public async Task AdmitFolderAsync(string project, string name)
    {
        await person.GoAsync($"{project}/tuning/bases/new");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Add {name}", Exact = true }).ClickAsync();
        var admit = Page.GetByRole(AriaRole.Form, new() { Name = "Admit the model" });
        await Assertions.Expect(admit).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await admit.GetByRole(AriaRole.Checkbox).CheckAsync();
        await admit.GetByRole(AriaRole.Button, new() { Name = "Admit", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw" })).ToBeVisibleAsync();
    }
}
