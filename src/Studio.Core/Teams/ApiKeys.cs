using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

public sealed record ApiKeyListing(
    Guid Id, string Name, string Prefix, Role Role, string MadeBy, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt);

/// <summary>A key at the only moment at which it can be read.</summary>
public sealed record NewApiKey(Guid Id, string Secret);

/// <summary>Keys with which programs call Studio. A key acts for the Owner who made it, in one team, with at most the role it was given.</summary>
public sealed class ApiKeys(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time)
{
    public const string Start = "studio_";
    private const int PrefixLength = 14;

    public async Task<IReadOnlyList<ApiKeyListing>> ListAsync(Actor actor, Guid teamId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        return await db.ApiKeys.AsNoTracking().Where(k => k.TeamId == teamId).OrderByDescending(k => k.CreatedAt)
            .Join(db.Users, k => k.CreatedById, u => u.Id, (k, u) => new ApiKeyListing(
                k.Id, k.Name, k.Prefix, k.Role, u.DisplayName, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt))
            .ToListAsync(cancel);
    }

    /// <summary>A new key that works for <paramref name="lifetime"/>, or until it is revoked.</summary>
    public async Task<NewApiKey> CreateAsync(
        Actor actor, Guid teamId, string name, Role role, TimeSpan? lifetime, CancellationToken cancel = default)
    {
        name = Names.Checked(name, "name of the key");
        if (actor.Key is not null)
            throw new ForbiddenException("A key cannot make another key. Sign in to make one.");
        if (lifetime <= TimeSpan.Zero)
            throw new InvalidInputException("The key would have expired already. Choose a later day.");
        var secret = Start + Base64Url(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow().UtcDateTime;
        var key = new ApiKey
        {
            TeamId = teamId, CreatedById = actor.UserId, Name = name, Role = role, Prefix = secret[..PrefixLength], Hash = HashOf(secret),
            CreatedAt = now, ExpiresAt = now + lifetime,
        };
        await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireTeamAsync(actor, teamId, Permission.Administer, token);
            db.ApiKeys.Add(key);
            db.AuditTeam(actor, teamId, now, "key.create", key.Id, $"{name} as {role}");
        }, cancel);
        return new NewApiKey(key.Id, secret);
    }

    public Task RevokeAsync(Actor actor, Guid teamId, Guid keyId, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
    {
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, token);
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == keyId && k.TeamId == teamId, token) ?? throw new NotFoundException("API key");
        if (key.RevokedAt is not null)
            return;
        key.RevokedAt = time.GetUtcNow().UtcDateTime;
        db.AuditTeam(actor, teamId, key.RevokedAt.Value, "key.revoke", keyId, key.Name);
    }, cancel);

    /// <summary>Whom a key speaks for; null when it is unknown, expired, revoked, or its maker has left.</summary>
    public async Task<Actor?> IdentifyAsync(string secret, CancellationToken cancel = default)
    {
        if (!secret.StartsWith(Start, StringComparison.Ordinal) || secret.Length > 100)
            return null;
        var (hash, now) = (HashOf(secret), time.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = await db.ApiKeys.AsNoTracking()
            .Where(k => k.Hash == hash && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Where(k => db.Memberships.Any(m => m.TeamId == k.TeamId && m.UserId == k.CreatedById && m.User.DisabledAt == null))
            .SingleOrDefaultAsync(cancel);
        if (key is null)
            return null;
        // Once a minute is enough to see whether a key is in use, and spares a write with every call.
        if (key.LastUsedAt is null || now - key.LastUsedAt > TimeSpan.FromMinutes(1))
            await gate.WriteAsync((write, token) =>
                write.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), token), cancel);
        return new Actor(key.CreatedById, new KeyScope(key.Id, key.TeamId, key.Role));
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
