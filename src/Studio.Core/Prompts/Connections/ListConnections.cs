using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>A connection without its key.</summary>
public sealed record ConnectionRow(
    Guid Id, string Name, string BaseUrl, bool HasKey, bool WholeTeam, bool MayChange, int MaxConcurrency, int TimeoutSeconds, string Currency,
    string CreatedBy, DateTime UpdatedAt, IReadOnlyList<ModelDraft> Models);

/// <summary>The connections of a project and of its team, by name.</summary>
public sealed class ListConnections(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<ConnectionRow>> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var found = await db.ConnectionsOf(project).AsNoTracking().Include(c => c.Models).OrderBy(c => c.Name)
            .Select(c => new { Connection = c, By = db.Users.Where(u => u.Id == c.CreatedById).Select(u => u.DisplayName).FirstOrDefault() })
            .ToListAsync(cancel);
        return
        [
            .. found.Select(f => (c: f.Connection, f.By)).Select(f => new ConnectionRow(
                f.c.Id, f.c.Name, f.c.BaseUrl, f.c.ProtectedKey is not null, f.c.ProjectId is null, project.Role.Allows(ConnectionAccess.ToChange(f.c.ProjectId is null)),
                f.c.MaxConcurrency, f.c.TimeoutSeconds, f.c.Currency, f.By ?? "", f.c.UpdatedAt,
                [.. f.c.Models.OrderBy(m => m.Order).Select(m => new ModelDraft(m.Name, m.InputPrice, m.OutputPrice))])),
        ];
    }
}
