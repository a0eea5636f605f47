using System.Net;

namespace Studio.Web.Tests.Shell;

/// <summary>What a proxy says counts when it is a known one; from anybody else it is ignored.</summary>
public sealed class ProxyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "studio.example.org", "https://studio.example.org/account/sign-in")]
    [InlineData("127.0.0.0/8", "studio.example.org", "https://studio.example.org/account/sign-in")]
    [InlineData("127.0.0.1", "evil.example", "https://127.0.0.1:")]
    [InlineData("10.9.8.7", "studio.example.org", "")]
    public async Task Only_a_known_proxy_and_a_known_name_change_where_people_are_sent(string known, string said, string expected)
    {
        await using var studio = await RunningStudio.StartAsync(true, "--Studio:Proxy:KnownProxies:0", known, "--Studio:Proxy:Hosts:0", "studio.example.org");
        using var answer = await AskAsync(studio, said);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith(expected.Length > 0 ? expected : studio.Address + "/account/sign-in", location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_proxy_such_headers_are_nobodys()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var answer = await AskAsync(studio, "studio.example.org");
        Assert.StartsWith(studio.Address, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(RunningStudio studio, string host)
    {
        using var browser = studio.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/p/00000000-0000-0000-0000-000000000001");
        request.Headers.Add("X-Forwarded-Host", host);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        return await browser.SendAsync(request, Cancel);
    }
}
