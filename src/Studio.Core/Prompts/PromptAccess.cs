using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>A prompt that the actor may see, with the role they have there.</summary>
public sealed record PromptAccess(Prompt Prompt, ProjectAccess Project)
{
    public bool MayEdit => Project.Role.Allows(Permission.EditData);
}

public static class PromptQueries
{
    public static IQueryable<Prompt> PromptsOf(this StudioDb db, Actor actor)
    {
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        return db.Prompts.Where(p => projects.Contains(p.ProjectId));
    }

    /// <summary>The prompt, tracked: a use case that changes it does so on what it gets.</summary>
    /// <exception cref="NotFoundException">There is no such prompt for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<PromptAccess> RequirePromptAsync(
        this StudioDb db, Actor actor, Guid promptId, Permission permission, CancellationToken cancel = default)
    {
        var prompt = await db.PromptsOf(actor).SingleOrDefaultAsync(p => p.Id == promptId, cancel) ?? throw new NotFoundException("prompt");
        return new PromptAccess(prompt, await db.RequireAsync(actor, prompt.ProjectId, permission, cancel));
    }

    internal static void Record(this StudioDb db, Actor actor, PromptAccess access, string action, DateTime at, string details) =>
        db.Audit(actor, access.Project, at, action, access.Prompt.Id, details);
}
