using System.Net;
using Studio.Core.Teams;
using Studio.Core.Teams.Provider;

namespace Studio.Web.Account.Provider;

/// <summary><c>Studio:Oidc</c>: sign-in through an OpenID Connect provider. Without an authority there is none.</summary>
public sealed class ProviderOptions
{
    /// <summary>The provider's address; <c>/.well-known/openid-configuration</c> stands below it.</summary>
    public string? Authority { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Left out for a public client, which PKCE alone protects.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>As the button on the sign-in page calls it; the host of the authority unless given.</summary>
    public string? Name { get; init; }

    public string Scopes { get; init; } = "openid profile email";

    /// <summary>The claim that lists a person's groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>What groups give: <c>Groups:0:Group</c>, <c>Groups:0:Team</c>, <c>Groups:0:Role</c>, and so on.</summary>
    public IReadOnlyList<GroupSetting> Groups { get; init; } = [];

    /// <summary>Whether passwords work beside it.</summary>
    public bool LocalAccounts { get; init; } = true;

    /// <summary>Whether somebody without an account gets one by signing in.</summary>
    public bool NewAccounts { get; init; } = true;

    /// <summary>Treats every address that the provider tells as checked; for providers that never send <c>email_verified</c> and check all of them.</summary>
    public bool TrustEmail { get; init; }

    /// <summary>After this long the person is led through the provider again, so that what was taken away there is taken away here.</summary>
    public double SessionHours { get; init; } = 12;

    /// <summary>Whether signing out here also signs out there.</summary>
    public bool SignOutAtProvider { get; init; } = true;

    public bool IsOn => !string.IsNullOrEmpty(Authority);

    public string ShownName => Name is { Length: > 0 } ? Name : new Uri(Authority!).Host;

    public AccountRules Rules => new(!IsOn || LocalAccounts, NewAccounts, [.. Groups.Select(g => new GroupGrant(g.Group!, g.Team!, Enum.Parse<Role>(g.Role!, true)))]);

    public static ProviderOptions From(IConfiguration configuration) => configuration.GetSection("Studio:Oidc").Get<ProviderOptions>() ?? new ProviderOptions();

    /// <summary>What is wrong in the section, each with its key and what is expected.</summary>
    public static IEnumerable<string> Mistakes(IConfigurationSection oidc)
    {
        foreach (var flag in new[] { nameof(LocalAccounts), nameof(NewAccounts), nameof(TrustEmail), nameof(SignOutAtProvider) })
        {
            if (oidc[flag] is { Length: > 0 } said && !bool.TryParse(said, out _))
                yield return $"Studio:Oidc:{flag}: '{said}' is neither true nor false.";
        }

        if (oidc[nameof(SessionHours)] is { Length: > 0 } hours
            && !(double.TryParse(hours, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 720))
            yield return $"Studio:Oidc:SessionHours: '{hours}' is no number of hours between 0 and 720.";
        var authority = oidc[nameof(Authority)];
        if (string.IsNullOrEmpty(authority))
        {
            if (oidc.GetChildren().Any(child => child.Key != nameof(Authority)))
                yield return "Studio:Oidc:Authority: is missing; expected the provider's address, such as https://login.example.org/realms/team.";
            yield break;
        }

        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || !IsSafe(address))
            yield return $"Studio:Oidc:Authority: '{authority}' cannot be used; expected an https address (http only for a provider on this machine).";
        if (string.IsNullOrEmpty(oidc[nameof(ClientId)]))
            yield return "Studio:Oidc:ClientId: is missing; expected the id under which the provider knows this Studio.";
        if (oidc[nameof(Scopes)] is { Length: > 0 } scopes && !scopes.Split(' ').Contains("openid"))
            yield return $"Studio:Oidc:Scopes: '{scopes}' lacks openid.";
        foreach (var group in oidc.GetSection(nameof(Groups)).GetChildren())
        {
            foreach (var field in new[] { "Group", "Team" }.Where(field => string.IsNullOrWhiteSpace(group[field])))
                yield return $"Studio:Oidc:Groups:{group.Key}:{field}: is missing.";
            if (!Enum.TryParse<Role>(group["Role"], true, out _))
                yield return $"Studio:Oidc:Groups:{group.Key}:Role: '{group["Role"]}' is unknown; expected one of {string.Join(", ", Enum.GetNames<Role>())}.";
        }
    }

    internal static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));
}

public sealed class GroupSetting
{
    public string? Group { get; init; }
    public string? Team { get; init; }
    public string? Role { get; init; }
}
