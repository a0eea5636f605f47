using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Provider;

/// <summary>
/// Makes memberships follow the provider's groups, at every sign-in: given, changed and taken away. Memberships that an Owner gave by hand stay as they are.
/// </summary>
internal static class ProviderGroups
{
    public static async Task ApplyAsync(
        StudioDb db, User user, IReadOnlyCollection<string> groups, IReadOnlyList<GroupGrant> grants, DateTime now, CancellationToken cancel)
    {
        var actor = new Actor(user.Id);
        var names = grants.Select(g => g.Team).Distinct().ToList();
        var teams = names.Count == 0 ? [] : await db.Teams.Where(t => names.Contains(t.Name)).Select(t => new { t.Id, t.Name }).ToListAsync(cancel);
        var standing = await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync(cancel);
        foreach (var team in teams)
        {
            var roles = grants.Where(g => g.Team == team.Name && groups.Contains(g.Group)).Select(g => g.Role).ToList();
            if (roles.Count == 0)
                continue;
            var role = roles.Max();
            var membership = standing.Find(m => m.TeamId == team.Id);
            standing.Remove(membership!);
            if (membership is null)
            {
                db.Memberships.Add(new Membership { TeamId = team.Id, UserId = user.Id, Role = role, FromProvider = true, CreatedAt = now });
                db.AuditTeam(actor, team.Id, now, "member.add", user.Id, $"{user.DisplayName} as {role}, by group");
            }
            else if (membership.FromProvider && membership.Role != role)
            {
                db.AuditTeam(actor, team.Id, now, "member.role", user.Id, $"{user.DisplayName}: {membership.Role} to {role}, by group");
                membership.Role = role;
            }
        }

        foreach (var lost in standing.Where(m => m.FromProvider))
        {
            db.Memberships.Remove(lost);
            db.AuditTeam(actor, lost.TeamId, now, "member.remove", user.Id, $"{user.DisplayName}, no longer in a group that gives a role");
        }
    }
}
