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

    internal static async Task CheckNameAsync(this StudioDb db, Guid projectId, string name, CancellationToken cancel)
    {
        var taken = await db.Prompts.AsNoTracking().SingleOrDefaultAsync(p => p.ProjectId == projectId && p.Name == name, cancel);
        if (taken is null)
            return;
        var where = taken.ArchivedAt is not null ? ", among the deleted ones" : taken.Folder.Length > 0 ? $", in the folder {taken.Folder}" : "";
        throw new ConflictException($"This project has a prompt called '{name}' already{where}. Programs call prompts by name, so a name stands once in a project; choose another.");
    }

    // A snapshot is named by its hash, which somebody of another team may know: only those of the project itself may be drawn from.
    internal static async Task CheckSnapshotAsync(this StudioDb db, Guid projectId, PromptContent content, CancellationToken cancel)
    {
        if (content.FewShot is { } slot && !await db.Snapshots.AnyAsync(s => s.Hash == slot.SnapshotHash && s.Dataset.ProjectId == projectId, cancel))
            throw new InvalidInputException("The worked examples have no snapshot of this project to be drawn from. Choose one, or take the worked examples out.");
    }

    internal static void Record(this StudioDb db, Actor actor, PromptAccess access, string action, DateTime at, string details) =>
        db.Audit(actor, access.Project, at, action, access.Prompt.Id, details);
}
