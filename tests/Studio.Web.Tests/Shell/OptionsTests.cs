using Studio.Core;

namespace Studio.Web.Tests.Shell;

/// <summary>A mistake in the configuration is named with its key and what is expected, and Studio does not start.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("Studio:Setup:AdminEmail", "ada@example.org", "Studio:Setup:AdminPassword")]
    [InlineData("Studio:Setup:Example", "perhaps", "neither true nor false")]
    [InlineData("Studio:Logs:Format", "xml", "expected text or json")]
    [InlineData("ConnectionStrings:Studio", "wherever", "ConnectionStrings:Studio")]
    [InlineData("Studio:Storage:Root", "/proc/nowhere", "Studio:Storage:Root")]
    [InlineData("Studio:Proxy:KnownProxies:0", "the one in the cellar", "neither an address nor a network")]
    [InlineData("Studio:Proxy:KnownProxies:0", "10.0.0.7", "expected both or neither")]
    [InlineData("Studio:Proxy:Hosts:0", "https://studio.example.org", "is no host name")]
    [InlineData("Studio:Oidc:Authority", "http://login.example.org", "expected an https address")]
    [InlineData("Studio:Oidc:ClientId", "studio", "Studio:Oidc:Authority: is missing")]
    [InlineData("Studio:Oidc:SessionHours", "forever", "no number of hours")]
    public void A_mistake_is_named(string key, string value, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("studio-options-");
        try
        {
            var refusal = Assert.ThrowsAny<StudioException>(() =>
                StudioWebApplication.Build(["--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", folder.FullName, "--" + key, value]));
            Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(key.Split(':')[1], refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var refusal = Assert.ThrowsAny<StudioException>(() => StudioWebApplication.Build(
            ["--Studio:Setup:AdminEmail", "nobody", "--Studio:Setup:AdminPassword", "short", "--Studio:Logs:Format", "xml"]));
        Assert.Contains("not an e-mail address", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at least 12 characters", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("expected text or json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_ends_with_an_exit_code_that_is_not_zero() =>
        Assert.NotEqual(0, await StudioWebApplication.RunAsync(["--Studio:Logs:Format", "xml"]));
}
