using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>The page that the one-time link opens.</summary>
public sealed class SetupPage(Person person)
{
    private IPage Page => person.Page;

    public async Task OpenAsync(StudioApp studio) => await Page.GotoAsync(await studio.SetupLinkAsync());

    public async Task SetUpAsync(string team, bool example)
    {
        await Page.GetByLabel("Your name").FillAsync(person.Name);
        await Page.GetByLabel("Your e-mail").FillAsync(person.Email);
        await Page.GetByLabel("Password").FillAsync(person.Password);
        await Page.GetByLabel("Team").FillAsync(team);
        await Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("example project") }).SetCheckedAsync(example);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Set up Studio" }).ClickAsync();
        await person.ReadyAsync();
    }
}
