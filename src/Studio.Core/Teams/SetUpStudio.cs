using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Studio.Core.ExampleProject;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

public sealed record FirstTeam(string Name, string Email, string Password, string TeamName, bool WithExample);

/// <summary>Makes the first account, its team and project. Works once: as soon as there is an account, never again.</summary>
public sealed class SetUpStudio(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, IPasswordHasher<User> hasher, TimeProvider time, AddExampleProject example)
{
    private volatile bool _done;

    /// <summary>Whether there is an account already.</summary>
    public async ValueTask<bool> IsDoneAsync(CancellationToken cancel = default)
    {
        if (_done)
            return true;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return _done = await db.Users.AnyAsync(cancel);
    }

    /// <exception cref="ConflictException">There is an account already.</exception>
    /// <exception cref="InvalidInputException">Something cannot be used; nothing was made.</exception>
    public async Task<SignedInUser> RunAsync(FirstTeam first, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var user = NewAccount.Create(first.Email, first.Name, now).WithPassword(first.Password, hasher);
        var team = new Team { Name = Names.Checked(first.TeamName, "name of the team"), CreatedAt = now };
        var project = new Project
        {
            TeamId = team.Id,
            Name = first.WithExample ? AddExampleProject.Name : "First project",
            Description = first.WithExample ? AddExampleProject.Description : "",
            IsExample = first.WithExample,
            CreatedAt = now,
        };
        await gate.WriteAsync(async (db, token) =>
        {
            if (await db.Users.AnyAsync(token))
                throw new ConflictException("Studio is set up already. Sign in instead.");
            db.Users.Add(user);
            db.Teams.Add(team);
            db.Memberships.Add(new Membership { TeamId = team.Id, UserId = user.Id, Role = Role.Owner, CreatedAt = now });
            db.Projects.Add(project);
            db.AuditTeam(new Actor(user.Id), team.Id, now, "studio.setup", team.Id, team.Name);
        }, cancel);
        _done = true;
        if (first.WithExample)
            await example.FillAsync(new Actor(user.Id), project.Id, cancel);
        return new SignedInUser(user.Id, user.DisplayName, user.Email!, user.SecurityStamp!);
    }
}
