using System.Net;
using System.Text.RegularExpressions;

namespace Studio.Web.Tests.Shell;

public sealed partial class HeadersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_carries_a_policy_that_runs_nothing_without_its_nonce()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        foreach (var path in new[] { "/account/sign-in", "/health/live", "/css/app.css", "/nowhere-at-all.txt" })
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'self'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task A_nonce_is_used_once_and_every_script_has_it()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        var nonces = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await browser.GetAsync(new Uri("/account/sign-in", UriKind.Relative), Cancel);
            var nonce = Nonce().Match(Assert.Single(answer.Headers.GetValues("Content-Security-Policy"))).Groups[1].Value;
            Assert.True(nonces.Add(nonce));
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.NotEmpty(Script().Matches(page));
            Assert.All(Script().Matches(page), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Static_files_arrive_with_their_bytes()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        foreach (var path in new[] { "css/theme.css", "css/app.css", "js/shell.js", "js/keys.js", "img/studio.svg" })
        {
            var bytes = await browser.GetByteArrayAsync(new Uri("/" + path, UriKind.Relative), Cancel);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(House.SourceTree.Root, "wwwroot", path), Cancel), bytes);
        }
        foreach (var path in new[] { "/_framework/blazor.web.js", "/_content/MudBlazor/MudBlazor.min.css", "/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js" })
            Assert.True((await browser.GetByteArrayAsync(new Uri(path, UriKind.Relative), Cancel)).Length > 10_000, path);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:9")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_cannot_act(string origin)
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = await studio.SignedInAsync();
        using var post = new HttpRequestMessage(HttpMethod.Post, "/account/end-session");
        post.Headers.Add("Origin", origin);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(post, Cancel)).StatusCode);
        using var socket = new HttpRequestMessage(HttpMethod.Get, "/_blazor") { Headers = { { "Origin", origin }, { "Connection", "Upgrade" }, { "Upgrade", "websocket" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(socket, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_foreign_host_name_gets_nothing()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/sign-in") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Programs_are_told_what_there_is_and_whether_it_is_ready()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var program = new HttpClient { BaseAddress = new Uri(studio.Address) };
        Assert.Equal("Healthy", await program.GetStringAsync(new Uri("/health/live", UriKind.Relative), Cancel));
        Assert.Equal("Healthy", await program.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancel));
        Assert.Contains("\"openapi\"", await program.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancel), StringComparison.Ordinal);
        using var missing = await program.GetAsync(new Uri("/nowhere", UriKind.Relative), Cancel);
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
