namespace Studio.Core.Teams.Provider;

/// <summary>
/// Somebody as an OpenID Connect provider knows them. Issuer and subject together are the person; name and address are what the provider says of them,
/// and an address counts only where the provider vouches for it.
/// </summary>
public sealed record ProviderIdentity(string Issuer, string Subject, string? Name, string? Email, bool EmailVerified, IReadOnlyCollection<string> Groups)
{
    /// <summary>The provider's own name for this session, with which it can end it later.</summary>
    public string? SessionId { get; init; }
}

/// <summary>Members of this group of the provider's have this role in the team of this name.</summary>
public sealed record GroupGrant(string Group, string Team, Role Role);

/// <summary>What the configuration says about accounts.</summary>
/// <param name="LocalAccounts">Whether passwords work. Without them everybody comes through the provider.</param>
/// <param name="NewAccounts">Whether somebody whom Studio does not know yet gets an account by signing in.</param>
/// <param name="Grants">What groups give.</param>
public sealed record AccountRules(bool LocalAccounts, bool NewAccounts, IReadOnlyList<GroupGrant> Grants)
{
    public static AccountRules Default { get; } = new(true, true, []);

    /// <exception cref="ForbiddenException">Passwords are switched off.</exception>
    public void DemandLocalAccounts()
    {
        if (!LocalAccounts)
            throw new ForbiddenException("Passwords are switched off here. Sign in through your organisation's sign-in service.");
    }
}
