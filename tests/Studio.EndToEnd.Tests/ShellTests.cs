using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

/// <summary>The frame around every room, in a real browser: keys, themes, narrow screens, the end of a session, a server that comes back.</summary>
public sealed class ShellTests(BrowserFixture browser)
{
    private static readonly string[] Configured =
        ["--Studio:Setup:AdminEmail", "ada@example.org", "--Studio:Setup:AdminPassword", "Ada likes long sentences 42", "--Studio:Setup:AdminName", "Ada", "--Studio:Setup:Example", "false"];

    [Fact]
    public async Task Every_page_of_shell_and_team_is_accessible_in_both_themes_and_fits_a_phone()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await SignedInAsync(studio);
        var project = new Uri(ada.Page.Url).AbsolutePath;
        var found = new List<string>();
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await ada.Page.SetViewportSizeAsync(width, height);
            for (var theme = 0; theme < 2; theme++)
            {
                await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
                foreach (var part in new[] { "", "/team", "/team/keys", "/team/projects", "/team/audit" })
                {
                    await ada.GoAsync(project + part);
                    await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
                    found.AddRange(await Accessibility.SeriousAsync(ada.Page));
                    Assert.False(await ada.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth + 1"), $"{part} is wider than {width} pixels.");
                }
            }
        }
        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
        ada.ExpectNoComplaints();
    }

    [Fact]
    public async Task The_theme_is_there_with_the_first_byte()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await SignedInAsync(studio);
        await ada.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        var answer = await ada.Page.APIRequest.GetAsync(new Uri(ada.Page.Url).AbsolutePath, new() { Headers = new Dictionary<string, string> { ["Accept"] = "text/html" } });
        Assert.Contains("data-theme=\"dark\"", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_lead_everywhere()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await SignedInAsync(studio);
        await ada.Page.Keyboard.PressAsync("Control+k");
        await ada.Page.GetByPlaceholder("Page, dataset, run").FillAsync("audit");
        var found = ada.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link);
        await Assertions.Expect(found).ToHaveCountAsync(1);
        await Assertions.Expect(found).ToContainTextAsync("Audit trail");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ada.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/team/audit$"));

        await ada.Page.Keyboard.PressAsync("g");
        await ada.Page.Keyboard.PressAsync("h");
        await Assertions.Expect(ada.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/p/[^/]+$"));
        await ada.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys of this page" })).ToContainTextAsync("These keys");
        await Accessibility.ExpectAccessibleAsync(ada.Page);
        ada.ExpectNoComplaints();
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_other()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await SignedInAsync(studio);
        var second = await ada.Page.Context.NewPageAsync();
        await second.GotoAsync(ada.Page.Url);
        await second.Locator("html[data-ready='true']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await new AccountPages(ada).SignOutAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_half_typed_outlives_a_restart_of_the_server()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await SignedInAsync(studio);
        await ada.GoAsync(new Uri(ada.Page.Url).AbsolutePath + "/team");
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Bo Kline");
        await studio.KillAsync();
        await Assertions.Expect(ada.Page.GetByText("The connection to Studio is gone")).ToBeVisibleAsync();
        await studio.StartAgainAsync();
        await ada.Page.WaitForRequestAsync(request => request.IsNavigationRequest, new() { Timeout = 90_000 });
        await ada.ReadyAsync();
        await Assertions.Expect(ada.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Bo Kline");
    }

    private async Task<Person> SignedInAsync(StudioApp studio)
    {
        var ada = await browser.PersonAsync(studio, "Ada");
        await new AccountPages(ada).SignInAsync();
        await ada.ReadyAsync();
        await ada.Page.WaitForURLAsync("**/p/*");
        return ada;
    }
}
