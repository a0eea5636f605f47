using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tuning.Bases.Hub;

namespace Studio.Core.Tuning.Bases;

/// <summary>A model of a hub that is to be added.</summary>
/// <param name="Model"><c>org/name</c>, or the address of its page.</param>
/// <param name="Revision">A branch, tag or commit; null for <c>main</c>.</param>
/// <param name="Token">For gated models. It is stored encrypted until the files are here.</param>
/// <param name="Name">What the team calls it; null for the name on the hub.</param>
public sealed record HubRequest(string Model, string? Revision = null, string? Token = null, string? Name = null);

/// <summary>Adds a base model to a team: from a folder of this server, or from a hub. Nothing of it is used before it was checked and admitted.</summary>
public sealed class AddBaseModel(
    IWriteGate gate, BaseModels folders, BaseModelQueue queue, BaseModelFeeds feeds, ISecretProtector secrets, BasesOptions options, TimeProvider time)
{
    /// <exception cref="InvalidInputException">It is not among the folders that whoever runs this server configured.</exception>
    public Task<Guid> FromFolderAsync(Actor actor, Guid projectId, string folderName, string? name = null, CancellationToken cancel = default)
    {
        var folder = folders.List().FirstOrDefault(f => f.Name == folderName)
            ?? throw new InvalidInputException("There is no such folder among those that whoever runs this server configured (Studio:Models:Folders).");
        return AddAsync(actor, projectId, name ?? folder.Name, (project, called) => Waiting(new TeamBaseModel
        {
            TeamId = project.TeamId, ProjectId = projectId, Name = called, Source = BaseModelSource.Folder, Origin = folder.Path, AddedById = actor.UserId, AddedAt = Now,
        }), cancel);
    }

    /// <exception cref="InvalidInputException">Id or revision cannot be ones.</exception>
    public Task<Guid> FromHubAsync(Actor actor, Guid projectId, HubRequest request, CancellationToken cancel = default)
    {
        var id = HubId.Parse(request.Model, options.HubAddress);
        var revision = HubId.Revision(request.Revision);
        var token = string.IsNullOrWhiteSpace(request.Token) ? null : request.Token.Trim();
        if (token is not null && (token.Length > 1000 || token.Any(c => c is <= ' ' or > '~')))
            throw new InvalidInputException("The token has characters that no token has. Copy it again, without spaces.");
        return AddAsync(actor, projectId, request.Name ?? id.Name, (project, called) => Waiting(new TeamBaseModel
        {
            TeamId = project.TeamId, ProjectId = projectId, Name = called, Source = BaseModelSource.Hub, Origin = id.ToString(), Hub = options.HubAddress, Revision = revision,
            ProtectedToken = token is null ? null : secrets.Protect(token), AddedById = actor.UserId, AddedAt = Now,
        }), cancel);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    internal async Task<Guid> AddAsync(Actor actor, Guid projectId, string name, Func<ProjectAccess, string, TeamBaseModel> make, CancellationToken cancel)
    {
        var called = Names.Checked(name, "name");
        var (model, team) = await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireAsync(actor, projectId, BaseModelAccess.ToChange, token);
            if (await db.BaseModelsOf(project.TeamId).AnyAsync(m => m.Name == called, token))
                throw new ConflictException($"The team has a base model called “{called}” already. Give this one another name, or remove that one.");
            var made = make(project, called);
            db.BaseModels.Add(made);
            db.Audit(actor, project, Now, "base-model.add", made.Id, $"{made.Name} from {made.Source switch { BaseModelSource.Hub => $"{made.Hub}/{made.Origin} at {made.Revision}", BaseModelSource.Folder => $"the folder {made.Origin}", _ => $"the archive {made.Origin}" }}");
            return (made.Id, project.TeamId);
        }, cancel);
        feeds.Changed(team, model);
        queue.Wake();
        return model;
    }

    private static TeamBaseModel Waiting(TeamBaseModel model)
    {
        model.State = BaseModelState.Waiting;
        return model;
    }
}
