using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests;

/// <summary>Calling somebody in a thread, and that what is half-typed survives a reload.</summary>
public sealed class CommentTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_name_is_completed_by_keyboard_and_a_half_typed_comment_survives_a_reload()
    {
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "ada@example.org", "--Studio:Setup:AdminPassword", "violet harbour cobalt lamp", "--Studio:Setup:AdminName", "Ada Byron");
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var page = ada.Page;
        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.GetByLabel("Password").FillAsync("violet harbour cobalt lamp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ada.ReadyAsync();

        // The example's run ends by itself; its launcher is told, and the notice leads to it.
        await page.GetByLabel("Notifications, 1 unread").WaitForAsync(new() { Timeout = 180_000 });
        await page.Keyboard.PressAsync("b");
        await page.GetByRole(AriaRole.Link, new() { Name = "Small encoder from scratch, is done" }).ClickAsync();
        await page.WaitForURLAsync("**/tuning/1");
        await Assertions.Expect(page.GetByLabel("Notifications", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Models", Exact = true }).First.ClickAsync();
        await page.Locator("a[href*='/models/versions/']").First.ClickAsync();
        var comment = page.GetByLabel("Comment");
        await comment.PressSequentiallyAsync("Look, @by");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "Ada Byron" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(comment).ToHaveValueAsync("Look, @Ada Byron ");
        await page.ReloadAsync();
        await ada.ReadyAsync();
        await Assertions.Expect(comment).ToHaveValueAsync("Look, @Ada Byron ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the comment" }).ClickAsync();
        await Assertions.Expect(page.Locator(".mention")).ToHaveTextAsync("@Ada Byron");
        await Assertions.Expect(comment).ToHaveValueAsync("");
        ada.ExpectNoComplaints();
    }
}
