using System.Net;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

/// <summary>From the printed link to the first page, and what is closed for good afterwards.</summary>
public sealed class FirstRunTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_link_sets_Studio_up_once_and_signs_the_administrator_in()
    {
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);

        await setup.OpenAsync(studio);
        await Accessibility.ExpectAccessibleAsync(ada.Page);
        await setup.SetUpAsync("Support", example: false);
        await Assertions.Expect(ada.Page.GetByLabel("Account of Ada")).ToBeVisibleAsync();

        var again = await ada.Page.APIRequest.GetAsync(await studio.SetupLinkAsync());
        Assert.Equal((int)HttpStatusCode.NotFound, again.Status);

        var account = new AccountPages(ada);
        await account.SignOutAsync();
        await account.SignInAsync("not the password at all");
        await Assertions.Expect(ada.Page.GetByText("do not belong together")).ToBeVisibleAsync();
        await Accessibility.ExpectAccessibleAsync(ada.Page);
        await account.SignInAsync();
        await ada.ReadyAsync();
        ada.ExpectNoComplaints();
    }

    [Fact]
    public async Task Without_the_link_nobody_can_claim_it()
    {
        await using var studio = await StudioApp.StartAsync();
        await using var stranger = await browser.PersonAsync(studio, "Stranger");
        await stranger.Page.GotoAsync("/");
        await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Name = "Almost there" })).ToBeVisibleAsync();
        await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Configuration_sets_it_up_without_a_browser()
    {
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "bo@example.org", "--Studio:Setup:AdminPassword", "Bo likes long sentences 42", "--Studio:Setup:Example", "false");
        await using var bo = await browser.PersonAsync(studio, "Bo");
        await new AccountPages(bo).SignInAsync();
        await bo.ReadyAsync();
        bo.ExpectNoComplaints();
    }
}
