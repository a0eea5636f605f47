using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(BrowserFixture))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Studio.EndToEnd.Tests.App;

/// <summary>One Chromium for all tests; each person in a test has a context, that is, cookies and storage, of their own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var executable = Environment.GetEnvironmentVariable("STUDIO_CHROMIUM") ?? Places.FirstOrDefault(File.Exists);
        if (executable is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        // Builds share the machine with other work; a page that is merely slow is no failure.
        Assertions.SetDefaultExpectTimeout(45_000);
    }

    public async Task<Person> PersonAsync(StudioApp studio, string name)
    {
        Assert.SkipWhen(_browser is null, "No Chromium is installed (Debian: package chromium), so there is no browser to test with.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = studio.Address, ViewportSize = new() { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout(45_000);
        return new Person(name, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
