using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Provider;

/// <summary>How a person can sign in: with a password, and through which provider as whom.</summary>
public sealed record SignInWays(bool HasPassword, IReadOnlyList<ConnectedProvider> Providers);

public sealed record ConnectedProvider(string Issuer, string? As);

/// <summary>A person's own ways to sign in.</summary>
public sealed class ReadSignIns(IDbContextFactory<StudioDb> contexts)
{
    public async Task<SignInWays> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var hasPassword = await db.Users.AnyAsync(u => u.Id == actor.UserId && u.PasswordHash != null, cancel);
        var providers = await db.UserLogins.Where(l => l.UserId == actor.UserId).OrderBy(l => l.LoginProvider)
            .Select(l => new ConnectedProvider(l.LoginProvider, l.ProviderDisplayName)).ToListAsync(cancel);
        return new SignInWays(hasPassword, providers);
    }
}
