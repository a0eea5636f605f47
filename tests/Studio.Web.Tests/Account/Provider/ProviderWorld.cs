using System.Net;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Account.Provider;

/// <summary>A Studio that knows one provider, and browsers that go back and forth between the two as real ones do.</summary>
internal sealed class ProviderWorld : IAsyncDisposable
{
    private ProviderWorld(FakeProvider provider, RunningStudio studio) => (Provider, Studio) = (provider, studio);

    public FakeProvider Provider { get; }

    public RunningStudio Studio { get; }

    public static async Task<ProviderWorld> StartAsync(params string[] settings)
    {
        var provider = await FakeProvider.StartAsync();
        string[] own =
        [
            "--Studio:Oidc:Authority", provider.Address, "--Studio:Oidc:ClientId", FakeProvider.Client, "--Studio:Oidc:ClientSecret", FakeProvider.Secret,
            "--Studio:Oidc:Name", "Example Login",
        ];
        return new ProviderWorld(provider, await RunningStudio.StartAsync(true, [.. own, .. settings]));
    }

    /// <summary>From the button to the answer of Studio's callback; <paramref name="onTheWay"/> may change the address at which the provider sends the browser back.</summary>
    public async Task<HttpResponseMessage> SignInAsync(HttpClient browser, Func<Uri, Uri>? onTheWay = null)
    {
        using var begun = await browser.GetAsync(new Uri("/account/provider?returnUrl=%2Faccount%2Fsign-ins", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        return await AnswerAsync(browser, begun.Headers.Location!, onTheWay);
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpClient browser, Uri authorize, Func<Uri, Uri>? onTheWay = null)
    {
        using var outside = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var authorized = await outside.GetAsync(authorize, TestContext.Current.CancellationToken);
        var back = authorized.Headers.Location!;
        return await browser.GetAsync(onTheWay?.Invoke(back) ?? back, TestContext.Current.CancellationToken);
    }

    /// <summary>What the sign-in page says after a refusal; empty when the person was signed in instead.</summary>
    public async Task<string> ProblemAsync(HttpClient browser, HttpResponseMessage answer)
    {
        var location = answer.Headers.Location!.ToString();
        if (!location.StartsWith("/account/sign-in?problem=", StringComparison.Ordinal))
            return "";
        var page = await browser.GetStringAsync(location, TestContext.Current.CancellationToken);
        var start = page.IndexOf("id=\"problem\">", StringComparison.Ordinal) + "id=\"problem\">".Length;
        return WebUtility.HtmlDecode(page[start..page.IndexOf("</p>", start, StringComparison.Ordinal)]);
    }

    public async Task<bool> IsSignedInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("/account/sign-ins", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public async Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> read)
    {
        await using var db = await Studio.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await read(db);
    }

    public Task<List<(string Team, Role Role)>> RolesAsync(string subject) => ReadAsync(async db =>
        (await db.UserLogins.Where(l => l.ProviderKey == subject).Join(db.Memberships, l => l.UserId, m => m.UserId, (_, m) => new { m.Team.Name, m.Role }).ToListAsync())
            .ConvertAll(m => (m.Name, m.Role)));

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
