using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Persistence;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>The team's admitted base models that give vectors: <c>base:{name}</c>.</summary>
internal sealed class BaseEncoders(IDbContextFactory<StudioDb> contexts, AdmittedModels admitted, ModelHost host) : IEncoderSource
{
    public string Prefix => "base";

    public async Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel) =>
        [.. (await OfAsync(projectId, cancel)).Select(model => new TextEncoder($"{Prefix}:{model.Name}", model.Name, "base model", model.Digest))];

    public async Task<IOpenEncoder?> OpenAsync(Guid projectId, string id, CancellationToken cancel)
    {
        var name = id[(Prefix.Length + 1)..];
        return (await OfAsync(projectId, cancel)).FirstOrDefault(model => model.Name == name) is not { } found ? null
            : new HostedEncoder(await host.BorrowAsync<TextEmbedder>(new ModelFiles(found.Name, found.Folder), cancel));
    }

    private async Task<IEnumerable<AdmittedModel>> OfAsync(Guid projectId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var team = await db.Projects.AsNoTracking().Where(p => p.Id == projectId).Select(p => p.TeamId).SingleAsync(cancel);
        return (await admitted.ListAsync(team, cancel)).Where(model => model.Purpose == ModelPurpose.Embeds);
    }
}
