using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Sign-in, sign-out, and the page that a new member's link opens.</summary>
public sealed class AccountPages(Person person)
{
    private IPage Page => person.Page;

    public async Task SignInAsync(string? password = null)
    {
        await Page.GotoAsync("/account/sign-in");
        await Page.GetByLabel("E-mail").FillAsync(person.Email);
        await Page.GetByLabel("Password").FillAsync(password ?? person.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async Task AcceptInvitationAsync(string link)
    {
        await Page.GotoAsync(link);
        await Page.GetByLabel("Password").FillAsync(person.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await person.ReadyAsync();
    }

    public async Task SignOutAsync()
    {
        await Page.GotoAsync("/account/sign-out");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
    }
}
