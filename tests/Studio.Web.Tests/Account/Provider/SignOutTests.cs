using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Web.Account.Provider;

namespace Studio.Web.Tests.Account.Provider;

/// <summary>How a session that a provider vouched for ends: from here, and from there.</summary>
public sealed partial class SignOutTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_here_leads_on_to_the_provider_which_knows_where_to_come_back()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var signedIn = await world.SignInAsync(browser);
        var page = await browser.GetStringAsync("/account/sign-out", Cancel);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(page).Groups[1].Value)]);
        using var ended = await browser.PostAsync(new Uri("/account/end-session", UriKind.Relative), form, Cancel);
        var leaving = WebUtility.HtmlDecode(await ended.Content.ReadAsStringAsync(Cancel));
        Assert.Contains(world.Provider.Address + "/end?", leaving, StringComparison.Ordinal);
        Assert.Contains("client_id=studio", leaving, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString(world.Studio.Address + "/account/provider/signed-out"), leaving, StringComparison.Ordinal);
        Assert.False(await world.IsSignedInAsync(browser));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("sid")]
    public async Task The_provider_ends_a_session_by_the_person_or_by_its_name(string by)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var signedIn = await world.SignInAsync(browser);
        Assert.True(await world.IsSignedInAsync(browser));
        var order = Order(world);
        order.Remove(by == "sub" ? "sid" : "sub");
        Assert.Equal(HttpStatusCode.OK, await TellAsync(world, world.Provider.Sign(order, "logout+jwt")));
        Assert.False(await world.IsSignedInAsync(browser));
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("no event")]
    [InlineData("nonce")]
    [InlineData("old")]
    [InlineData("nobody named")]
    [InlineData("unknown key")]
    [InlineData("none")]
    [InlineData("twice")]
    [InlineData("nothing")]
    public async Task An_order_that_is_not_right_ends_nothing(string fault)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.Studio.Browser();
        using var signedIn = await world.SignInAsync(browser);
        var order = Order(world);
        switch (fault)
        {
            case "issuer": order["iss"] = "https://evil.example"; break;
            case "audience": order["aud"] = "another-application"; break;
            case "no event": order.Remove("events"); break;
            case "nonce": order["nonce"] = "an identity token in disguise"; break;
            case "old": order["iat"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(); break;
            case "nobody named": order.Remove("sub"); order.Remove("sid"); break;
            case "unknown key": world.Provider.WithForeignKey = true; break;
            case "none": world.Provider.Algorithm = "none"; break;
            case "twice":
                Assert.Equal(HttpStatusCode.OK, await TellAsync(world, world.Provider.Sign(order, "logout+jwt")));
                using (var again = await world.SignInAsync(browser))
                    Assert.True(await world.IsSignedInAsync(browser));
                break;
        }

        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(world, fault == "nothing" ? "" : world.Provider.Sign(order, "logout+jwt")));
        Assert.True(await world.IsSignedInAsync(browser));
    }

    private static JsonObject Order(ProviderWorld world) => new()
    {
        ["iss"] = world.Provider.Address, ["aud"] = FakeProvider.Client, ["sub"] = "ada-1", ["sid"] = "session-1", ["jti"] = Guid.NewGuid().ToString(),
        ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), ["exp"] = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds(),
        ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
    };

    private static async Task<HttpStatusCode> TellAsync(ProviderWorld world, string token)
    {
        using var server = new HttpClient { BaseAddress = new Uri(world.Studio.Address) };
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await server.PostAsync(new Uri(ProviderEndpoints.BackChannel, UriKind.Relative), form, Cancel);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
