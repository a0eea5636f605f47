using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.SignIn;

/// <summary>Sign-in in a real browser at two providers that others have written.</summary>
public sealed partial class ProviderSignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task At_oidc_provider()
    {
        NodeProvider.SkipUnlessThere();
        await using var provider = new NodeProvider();
        await SignInAndOutAsync(provider);
    }

    [Fact]
    public async Task At_OpenIddict()
    {
        await using var provider = new OpenIddictProvider();
        await SignInAndOutAsync(provider);
    }

    private async Task SignInAndOutAsync(ISignInProvider provider)
    {
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "owner@example.org", "--Studio:Setup:AdminPassword", "violet harbour cobalt lamp", "--Studio:Setup:TeamName", "Support", "--Studio:Setup:Example", "false",
            "--Studio:Oidc:Authority", provider.Address, "--Studio:Oidc:ClientId", "studio", "--Studio:Oidc:ClientSecret", "a secret of this test alone",
            "--Studio:Oidc:Name", "Example Login", "--Studio:Oidc:Scopes", "openid profile email groups",
            "--Studio:Oidc:Groups:0:Group", "studio-leads", "--Studio:Oidc:Groups:0:Team", "Support", "--Studio:Oidc:Groups:0:Role", "Maintainer");
        await provider.SetGroupsAsync("robin", "studio-leads");
        await provider.StartAsync(studio.Address);
        await using var robin = await browser.PersonAsync(studio, "Robin");
        var page = robin.Page;
        await SignInAsync(robin, provider);
        await Assertions.Expect(page.GetByText("Support", new() { Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveURLAsync(ProjectHome());

        // A second tab of the same browser ends with the first, without being touched.
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await Assertions.Expect(other.GetByRole(AriaRole.Navigation, new() { Name = "Rooms" })).ToBeVisibleAsync();
        await page.GotoAsync("/account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await provider.LeaveAsync(page);
        await page.WaitForURLAsync("**/account/sign-in");
        await other.WaitForURLAsync("**/account/sign-in?**");
        await other.CloseAsync();

        // Whoever has left the group comes in and finds nothing.
        await provider.SetGroupsAsync("robin");
        await SignInAsync(robin, provider);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No team yet" })).ToBeVisibleAsync();
        // What the provider's own pages lack (a font, an icon) is no fault of Studio's.
        robin.ExpectNoComplaints(provider.Address, "fonts.googleapis.com");
    }

    private static async Task SignInAsync(Person person, ISignInProvider provider)
    {
        await person.Page.GotoAsync("/account/sign-in");
        await Accessibility.ExpectAccessibleAsync(person.Page);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example Login" }).ClickAsync();
        await provider.PassAsync(person.Page, person.Name.ToLowerInvariant());
        await person.ReadyAsync();
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}$")]
    private static partial Regex ProjectHome();
}
