using System.Net;
using System.Text.Json.Nodes;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Account.Provider;

/// <summary>Answers that must not sign anybody in; each is refused with a sentence, and no account is made.</summary>
public sealed class MisbehavingProviderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("issuer", "names another issuer")]
    [InlineData("audience", "made for another application")]
    [InlineData("nonce", "answers another sign-in")]
    [InlineData("no nonce", "answers another sign-in")]
    [InlineData("expired", "has expired")]
    [InlineData("not yet", "not valid yet")]
    [InlineData("none", "not signed")]
    [InlineData("symmetric", "not trusted")]
    [InlineData("unknown key", "has not published")]
    [InlineData("another person", "not trusted")]
    public async Task A_token_that_is_not_right_signs_nobody_in(string fault, string sentence)
    {
        await using var world = await ProviderWorld.StartAsync();
        Break(world.Provider, fault);
        using var browser = world.Studio.Browser();
        using var answer = await world.SignInAsync(browser);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var said = await world.ProblemAsync(browser, answer);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.StartsWith("The answer of Example Login is not trusted", said, StringComparison.Ordinal);
        Assert.False(await world.IsSignedInAsync(browser));
        Assert.Equal(1, await world.ReadAsync(db => Task.FromResult(db.Users.Count())));
    }

    [Fact]
    public async Task The_same_answers_without_a_fault_do()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var answer = await world.SignInAsync(browser);
        Assert.Equal("/account/sign-ins", answer.Headers.Location!.ToString());
        Assert.True(await world.IsSignedInAsync(browser));
    }

    [Fact]
    public async Task An_answer_counts_only_in_the_browser_that_asked_and_only_once()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var attacker = world.Studio.Browser();
        using var victim = world.Studio.Browser();
        Uri? address = null;
        using var stolen = await world.SignInAsync(attacker, back => address = back);
        Assert.True(await world.IsSignedInAsync(attacker));
        using var foreign = await victim.GetAsync(address, Cancel);
        Assert.Contains("not begun in this browser", await world.ProblemAsync(victim, foreign), StringComparison.Ordinal);
        Assert.False(await world.IsSignedInAsync(victim));
    }

    [Theory]
    [InlineData("state=", "state=forged")]
    [InlineData("code=", "code=forged")]
    public async Task An_answer_that_was_changed_on_the_way_is_refused(string part, string by)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var answer = await world.SignInAsync(browser, back => new Uri(back.AbsoluteUri.Replace(part, by, StringComparison.Ordinal)));
        Assert.NotEqual("", await world.ProblemAsync(browser, answer));
        Assert.False(await world.IsSignedInAsync(browser));
    }

    [Fact]
    public async Task Somebody_who_turns_back_reads_that_nothing_happened()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var answer = await world.SignInAsync(browser, back =>
            new Uri(back.GetLeftPart(UriPartial.Path) + "?error=access_denied&" + back.Query.TrimStart('?').Split('&').First(p => p.StartsWith("state=", StringComparison.Ordinal))));
        Assert.Contains("was not finished", await world.ProblemAsync(browser, answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_writes_into_the_address_is_never_shown()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        var page = await browser.GetStringAsync("/account/sign-in?problem=Ring+the+false+helpdesk", Cancel);
        Assert.DoesNotContain("id=\"problem\"", page, StringComparison.Ordinal);
        using var answer = await browser.GetAsync(new Uri("/account/provider/callback?error=x&error_description=Ring+the+false+helpdesk", UriKind.Relative), Cancel);
        Assert.DoesNotContain("helpdesk", await world.ProblemAsync(browser, answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_named_and_passwords_still_work()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.Provider.DisposeAsync();
        using var browser = world.Studio.Browser();
        using var answer = await browser.GetAsync(new Uri("/account/provider", UriKind.Relative), Cancel);
        Assert.Contains("Example Login cannot be reached", await world.ProblemAsync(browser, answer), StringComparison.Ordinal);
        using var local = await RunningStudio.SignInAsync(browser, RunningStudio.Email, RunningStudio.Password);
        Assert.Equal(HttpStatusCode.Found, local.StatusCode);
    }

    private static void Break(FakeProvider provider, string fault)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Action<JsonObject> spoil = fault switch
        {
            "issuer" => claims => claims["iss"] = "https://evil.example",
            "audience" => claims => claims["aud"] = "another-application",
            "nonce" => claims => claims["nonce"] = "of another sign-in",
            "no nonce" => claims => claims.Remove("nonce"),
            "expired" => claims => (claims["iat"], claims["exp"]) = (now - 4000, now - 3600),
            "not yet" => claims => (claims["nbf"], claims["exp"]) = (now + 3600, now + 4000),
            _ => _ => { },
        };
        provider.Spoil = spoil;
        provider.Algorithm = fault switch { "none" => "none", "symmetric" => "HS256", _ => "RS256" };
        provider.WithForeignKey = fault == "unknown key";
        provider.OtherSubject = fault == "another person" ? "somebody-else" : null;
    }
}
