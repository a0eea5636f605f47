using System.Net;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Teams;
using Studio.Web.Account;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Account;

public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_not_signed_in_is_sent_to_the_form_and_a_program_gets_a_status()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        using var page = await browser.GetAsync(new Uri("/p/00000000-0000-0000-0000-000000000001", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Found, page.StatusCode);
        Assert.Contains("/account/sign-in?returnUrl=", page.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var program = new HttpClient { BaseAddress = new Uri(studio.Address) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync(new Uri("/", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_the_same_answer()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        using var unknown = await RunningStudio.SignInAsync(browser, "nobody@example.org", RunningStudio.Password);
        using var wrong = await RunningStudio.SignInAsync(browser, RunningStudio.Email, "something else entirely");
        Assert.Equal(unknown.StatusCode, wrong.StatusCode);
        const string Sentence = "do not belong together";
        Assert.Contains(Sentence, await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(Sentence, await wrong.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_close_the_account_for_a_while_even_to_the_right_one()
    {
        await using var studio = await RunningStudio.StartAsync();
        var check = studio.Get<CheckPassword>();
        for (var i = 0; i < CheckPassword.Attempts; i++)
            Assert.Null(await check.RunAsync(RunningStudio.Email, "something else entirely", Cancel));
        Assert.Null(await check.RunAsync(RunningStudio.Email, RunningStudio.Password, Cancel));
    }

    [Fact]
    public async Task Too_many_attempts_from_one_place_are_slowed_down_and_the_form_stays_readable()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var browser = studio.Browser();
        HttpStatusCode last = default;
        for (var i = 0; i <= AccountSetup.SignInsAMinute; i++)
            last = (await browser.PostAsync(new Uri("/account/sign-in", UriKind.Relative), null, Cancel)).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/account/sign-in", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task Passwords_are_hashed_with_the_rounds_that_the_standard_asks_for()
    {
        await using var studio = await RunningStudio.StartAsync();
        var hash = Convert.FromBase64String(studio.Get<IPasswordHasher<User>>().HashPassword(new User { DisplayName = "A" }, RunningStudio.Password));
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)) >= 210_000);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions()
    {
        await using var studio = await RunningStudio.StartAsync();
        using var here = await studio.SignedInAsync();
        using var changed = await RunningStudio.PostAsync(here, "/account/password",
            new() { ["Current"] = RunningStudio.Password, ["Replacement"] = "amber meadow signal kettle" });
        Assert.Equal(HttpStatusCode.Found, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync(new Uri("/account/password", UriKind.Relative), Cancel)).StatusCode);
        var owner = await studio.Get<CheckPassword>().RunAsync(RunningStudio.Email, "amber meadow signal kettle", Cancel);
        Assert.NotNull(owner);
        // The answer of a moment ago is kept for half a minute; a server that has none asks the database.
        using var fresh = new SessionCheck(studio.Get<Sessions>());
        Assert.True(await fresh.IsValidAsync(Claims.Principal(owner, "session"), Cancel));
        Assert.False(await fresh.IsValidAsync(Claims.Principal(owner with { SecurityStamp = "of before" }, "session"), Cancel));
        Assert.Null(await studio.Get<CheckPassword>().RunAsync(RunningStudio.Email, RunningStudio.Password, Cancel));
    }

    [Fact]
    public async Task A_page_asks_again_whether_its_session_holds_and_ends_with_it()
    {
        await using var studio = await RunningStudio.StartAsync();
        await using var circuit = studio.App.Services.CreateAsyncScope();
        var state = Assert.IsType<SessionAuthenticationState>(circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
        var user = new SignedInUser(Guid.NewGuid(), "Ada", RunningStudio.Email, "stamp");
        state.SetAuthenticationState(Task.FromResult(new AuthenticationState(Claims.Principal(user, "one"))));
        var circuits = studio.Get<LiveCircuits>();
        circuits.Add("circuit", user.Id, "one", state);
        circuits.End("another");
        Assert.True((await state.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated);
        circuits.End("one");
        Assert.False((await state.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    public void Only_an_address_of_this_site_is_returned_to(string address) => Assert.Equal("/", SignIn.Local(address));

    [Fact]
    public void An_own_address_is_returned_to() => Assert.Equal("/p/1/datasets?q=a%20b", SignIn.Local("/p/1/datasets?q=a%20b"));
}
