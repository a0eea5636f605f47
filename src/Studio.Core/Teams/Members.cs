using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Teams;

/// <summary>A member as the team's page shows them. <see cref="HasSignedUp"/> is false while the invitation link is unused.</summary>
public sealed record MemberListing(Guid UserId, string Name, string Email, Role Role, DateTime Since, bool HasSignedUp, bool FromProvider = false);

/// <summary>What the invitation link is made of. Using it up changes the stamp, so that it works once.</summary>
public sealed record Invitation(Guid UserId, string SecurityStamp);

/// <summary>The people of a team. Everybody in it may see who they are; an Owner changes it; at least one Owner stays.</summary>
public sealed class Members(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time)
{
    public async Task<IReadOnlyList<MemberListing>> ListAsync(Actor actor, Guid teamId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.View, cancel);
        return await db.Memberships.AsNoTracking().Where(m => m.TeamId == teamId).OrderBy(m => m.User.DisplayName)
            .Select(m => new MemberListing(m.UserId, m.User.DisplayName, m.User.Email ?? "", m.Role, m.CreatedAt,
                m.User.PasswordHash != null || db.UserLogins.Any(l => l.UserId == m.UserId), m.FromProvider))
            .ToListAsync(cancel);
    }

    /// <summary>Adds a person; a new account comes with an invitation, an existing one simply joins.</summary>
    public Task<Invitation?> AddAsync(Actor actor, Guid teamId, string email, string name, Role role, CancellationToken cancel = default)
    {
        var account = NewAccount.Create(email, name, time.GetUtcNow().UtcDateTime);
        return gate.WriteAsync(async (db, token) =>
        {
            await db.RequireTeamAsync(actor, teamId, Permission.Administer, token);
            var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == account.NormalizedEmail, token);
            if (user is not null && await db.Memberships.AnyAsync(m => m.TeamId == teamId && m.UserId == user.Id, token))
                throw new ConflictException($"{user.DisplayName} ({user.Email}) is a member already.");
            if (user is { EmailConfirmed: false })
                throw new ConflictException(
                    $"Somebody signed in with the address {user.Email}, but the sign-in provider does not vouch that it is theirs. Give them a role by a group of the provider's.");
            var isNew = user is null;
            if (user is null)
                db.Users.Add(user = account);
            db.Memberships.Add(new Membership { TeamId = teamId, UserId = user.Id, Role = role, CreatedAt = account.CreatedAt });
            db.AuditTeam(actor, teamId, Now, "member.add", user.Id, $"{user.DisplayName} as {role}");
            if (!isNew)
                await TellJoinedAsync(db, user.Id, teamId, role, token);
            return isNew ? new Invitation(user.Id, user.SecurityStamp!) : null;
        }, cancel);
    }

    /// <summary>A new link for somebody who lost the first or forgot the password. Their sessions end.</summary>
    public Task<Invitation> InviteAgainAsync(Actor actor, Guid teamId, Guid userId, CancellationToken cancel = default) =>
        gate.WriteAsync(async (db, token) =>
        {
            var member = await FindAsync(db, actor, teamId, userId, token);
            if (await db.Memberships.AnyAsync(m => m.UserId == userId && m.TeamId != teamId, token))
                throw new ForbiddenException($"{member.User.DisplayName} belongs to another team as well, so this team cannot reset the password.");
            member.User.SecurityStamp = NewAccount.Stamp();
            db.AuditTeam(actor, teamId, Now, "member.invite", userId, member.User.DisplayName);
            return new Invitation(userId, member.User.SecurityStamp);
        }, cancel);

    public Task ChangeRoleAsync(Actor actor, Guid teamId, Guid userId, Role role, CancellationToken cancel = default) =>
        gate.WriteAsync(async (db, token) =>
        {
            var member = await FindByHandAsync(db, actor, teamId, userId, token);
            if (member.Role == Role.Owner && role != Role.Owner)
                await RequireAnotherOwnerAsync(db, teamId, userId, token);
            db.AuditTeam(actor, teamId, Now, "member.role", userId, $"{member.User.DisplayName}: {member.Role} to {role}");
            member.Role = role;
        }, cancel);

    public Task RemoveAsync(Actor actor, Guid teamId, Guid userId, CancellationToken cancel = default) =>
        gate.WriteAsync(async (db, token) =>
        {
            var member = await FindByHandAsync(db, actor, teamId, userId, token);
            if (member.Role == Role.Owner)
                await RequireAnotherOwnerAsync(db, teamId, userId, token);
            db.Memberships.Remove(member);
            db.AuditTeam(actor, teamId, Now, "member.remove", userId, member.User.DisplayName);
        }, cancel);

    private static async Task<Membership> FindAsync(StudioDb db, Actor actor, Guid teamId, Guid userId, CancellationToken cancel)
    {
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        return await db.Memberships.Include(m => m.User).SingleOrDefaultAsync(m => m.TeamId == teamId && m.UserId == userId, cancel)
            ?? throw new NotFoundException("member");
    }

    // At the next sign-in the provider's groups would undo what was done here.
    private static async Task<Membership> FindByHandAsync(StudioDb db, Actor actor, Guid teamId, Guid userId, CancellationToken cancel)
    {
        var member = await FindAsync(db, actor, teamId, userId, cancel);
        return member.FromProvider
            ? throw new ConflictException($"A group of the sign-in provider makes {member.User.DisplayName} {member.Role} here. Change their groups there; it counts from their next sign-in.")
            : member;
    }

    private static async Task RequireAnotherOwnerAsync(StudioDb db, Guid teamId, Guid userId, CancellationToken cancel)
    {
        if (!await db.Memberships.AnyAsync(m => m.TeamId == teamId && m.UserId != userId && m.Role == Role.Owner, cancel))
            throw new ConflictException("A team needs an Owner. Make somebody else Owner first.");
    }

    private async Task TellJoinedAsync(StudioDb db, Guid person, Guid teamId, Role role, CancellationToken cancel)
    {
        var team = await db.Teams.Where(t => t.Id == teamId).Select(t => t.Name).SingleAsync(cancel);
        db.NotifyPerson(person, new Notice(NotificationKind.TeamJoined, teamId, $"You are now {role} in {team}.", "/"), Now);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}
