using System.Globalization;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Datasets;

/// <summary>A large file on a bad connection to a server that dies.</summary>
public sealed class BrokenUploadTests(BrowserFixture browser)
{
    private const int Rows = 20_000;
    private const int Part = 8 << 20;

    [Fact]
    public async Task A_broken_upload_goes_on_after_reload_and_restart()
    {
        var file = await WriteAsync();
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "ada@example.org", "--Studio:Setup:AdminPassword", "Ada likes long sentences 42", "--Studio:Setup:Example", "false");
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var page = ada.Page;
        await new AccountPages(ada).SignInAsync();
        await ada.ReadyAsync();
        await page.WaitForURLAsync("**/p/*");
        await ada.GoAsync(new Uri(page.Url).AbsolutePath + "/datasets/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("large");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create and import a file" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Choose a file")).ToBeVisibleAsync();
        var imports = page.Url;

        // The connection breaks after two parts, again and again.
        var parts = 0;
        await page.RouteAsync("**/datasets/uploads/*", route => route.Request.Method == "PATCH" && ++parts > 2 ? route.AbortAsync() : route.ContinueAsync());
        await page.GetByLabel("Choose a file").SetInputFilesAsync(file);
        await Assertions.Expect(page.GetByText("The connection is gone")).ToBeVisibleAsync();

        await studio.KillAsync();
        await studio.StartAgainAsync();
        await ada.GoAsync(imports);
        await page.UnrouteAllAsync();
        await Assertions.Expect(page.GetByText("16.8 MB are here. Choose the same file again to go on.")).ToBeVisibleAsync();
        var begun = page.WaitForResponseAsync(r => r.Request.Method == "POST" && r.Url.EndsWith("/uploads", StringComparison.Ordinal));
        await page.GetByLabel("Choose a file").SetInputFilesAsync(file);

        Assert.Equal((2 * Part).ToString(CultureInfo.InvariantCulture), await (await begun).HeaderValueAsync("Upload-Offset"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText($"{Rows:N0} examples").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        File.Delete(file);
    }

    private static async Task<string> WriteAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"large-{Guid.NewGuid():N}.csv");
        await using var writer = new StreamWriter(path);
        await writer.WriteLineAsync("text,label");
        for (var i = 0; i < Rows; i++)
            await writer.WriteLineAsync($"row {i} {new string((char)('a' + i % 26), 1500)},label {i % 7}");
        return path;
    }
}
