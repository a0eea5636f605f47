using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Provider;

/// <summary>
/// Turns an identity that a provider has vouched for into an account here. Accounts are found by issuer and subject alone: an equal e-mail address never
/// opens somebody else's account, it has to be connected by the person who already holds it.
/// </summary>
public sealed class SignInWithProvider(IWriteGate gate, AccountRules rules, TimeProvider time)
{
    /// <param name="identity">Already checked: signature, issuer, audience, time, nonce.</param>
    /// <param name="connectTo">The account that asked to be connected, by its open session or its invitation; otherwise null.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="ConflictException">Another account stands in the way; the sentence says what to do.</exception>
    /// <exception cref="ForbiddenException">The account is disabled, or new ones are not made here.</exception>
    public Task<SignedInUser> RunAsync(ProviderIdentity identity, Guid? connectTo, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        var login = await db.UserLogins.SingleOrDefaultAsync(l => l.LoginProvider == identity.Issuer && l.ProviderKey == identity.Subject, token);
        if (login is not null && connectTo is { } other && other != login.UserId)
            throw new ConflictException("This sign-in belongs to another account here already. Sign in with it, or choose another one to connect.");
        var user = login is not null ? await db.Users.SingleAsync(u => u.Id == login.UserId, token)
            : connectTo is { } account ? await ConnectAsync(db, identity, account, now, token)
            : await CreateAsync(db, identity, now, token);
        if (user.DisabledAt is not null)
            throw new ForbiddenException("This account is disabled. An Owner of your team knows more.");
        await ProviderGroups.ApplyAsync(db, user, identity.Groups, rules.Grants, now, token);
        if (identity.SessionId is { Length: > 0 and <= 200 } session)
            await ProviderSessions.RememberAsync(db, user.Id, identity.Issuer, session, now, token);
        return new SignedInUser(user.Id, user.DisplayName, user.Email ?? "", user.SecurityStamp!);
    }, cancel);

    private static async Task<User> ConnectAsync(StudioDb db, ProviderIdentity identity, Guid account, DateTime now, CancellationToken cancel)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == account, cancel) ?? throw new NotFoundException("account");
        if (await db.UserLogins.AnyAsync(l => l.UserId == account && l.LoginProvider == identity.Issuer, cancel))
            throw new ConflictException("Your account is connected with another person's sign-in there already.");
        AddLogin(db, user, identity);
        // An invitation's link holds the stamp: it is used up now.
        if (user.PasswordHash is null)
            user.SecurityStamp = NewAccount.Stamp();
        db.AuditTeam(new Actor(user.Id), null, now, "user.connect", user.Id, identity.Issuer);
        return user;
    }

    private async Task<User> CreateAsync(StudioDb db, ProviderIdentity identity, DateTime now, CancellationToken cancel)
    {
        if (!rules.NewAccounts)
            throw new ForbiddenException("There is no account for you here yet. Ask an Owner of your team for an invitation and open its link.");
        var email = identity.Email is { } said && EmailAddress.IsValid(said) ? said : null;
        if (email is not null && await db.Users.AnyAsync(u => u.NormalizedEmail == EmailAddress.Normalize(email), cancel))
            throw new ConflictException(
                $"There is an account with the address {email} here already. Sign in to it as before and connect this sign-in under “Ways to sign in”, or open your invitation's link.");
        var key = "provider-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.Issuer}\n{identity.Subject}")))[..32];
        var name = new string([.. (identity.Name ?? email ?? "Somebody").Where(c => !char.IsControl(c))]).Trim();
        var user = new User
        {
            UserName = key,
            NormalizedUserName = key.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email is null ? null : EmailAddress.Normalize(email),
            EmailConfirmed = email is not null && identity.EmailVerified,
            DisplayName = name.Length == 0 ? "Somebody" : name.Length <= Names.Longest ? name : name[..Names.Longest],
            SecurityStamp = NewAccount.Stamp(),
            CreatedAt = now,
        };
        db.Users.Add(user);
        AddLogin(db, user, identity);
        db.AuditTeam(new Actor(user.Id), null, now, "user.create", user.Id, $"{user.DisplayName}, signed in at {identity.Issuer}");
        return user;
    }

    private static void AddLogin(StudioDb db, User user, ProviderIdentity identity) => db.UserLogins.Add(new IdentityUserLogin<Guid>
    {
        UserId = user.Id, LoginProvider = identity.Issuer, ProviderKey = identity.Subject, ProviderDisplayName = identity.Email ?? identity.Name,
    });
}
