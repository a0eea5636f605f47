using Microsoft.EntityFrameworkCore;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>A conversation with an approved language model, on its page. Approval is looked up for every answer, so that a withdrawn version is silent at once.</summary>
public sealed class TalkToVersion(IDbContextFactory<StudioDb> contexts, CallableModels models, ModelHost host, HostingOptions options)
{
    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow calling models.</exception>
    /// <exception cref="NotApprovedException">The version is not approved, or writes nothing.</exception>
    public async Task<ChatModel> OpenAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        Guid projectId;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            projectId = (await db.RequireVersionAsync(actor, versionId, Permission.Predict, cancel)).Project.ProjectId;
        return await models.VersionAsync(projectId, versionId, cancel) is { Purpose: ModelPurpose.Writes } model
            ? new ChatModel(new ModelListing(TunedModels.IdOf(versionId), model.Id, model.Owner, ModelOrigin.Tuned, null, options.Batch), new HostedChatClient(host, model))
            : throw new NotApprovedException("This version is not approved, so it does not answer. A Reviewer can approve it on its review page.");
    }
}
