using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>All models of a project, wherever they run: what playgrounds, prompt runs and suggestions choose from.</summary>
public sealed class ProjectModels(IDbContextFactory<StudioDb> contexts, IEnumerable<IModelSource> sources)
{
    private readonly IReadOnlyList<IModelSource> _sources = [.. sources];

    public async Task<IReadOnlyList<ModelListing>> ListAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        var project = await AccessAsync(actor, projectId, Permission.View, cancel);
        var all = new List<ModelListing>();
        foreach (var source in _sources)
            all.AddRange(await source.ListAsync(project, cancel));
        return all;
    }

    /// <exception cref="NotFoundException">There is no such model for this actor, or not any more.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow calls that cost something.</exception>
    public async Task<ChatModel> OpenAsync(Actor actor, Guid projectId, string modelId, CancellationToken cancel = default)
    {
        var project = await AccessAsync(actor, projectId, Permission.EditData, cancel);
        foreach (var source in _sources.Where(source => modelId.StartsWith(source.Prefix + ":", StringComparison.Ordinal)))
        {
            if (await source.OpenAsync(project, modelId, cancel) is { } model)
                return model;
        }

        throw new NotFoundException("model");
    }

    private async Task<ProjectAccess> AccessAsync(Actor actor, Guid projectId, Permission permission, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.RequireAsync(actor, projectId, permission, cancel);
    }
}
