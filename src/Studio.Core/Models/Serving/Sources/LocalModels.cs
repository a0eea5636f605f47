using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>This server's base models that write: <c>local:{name}</c>.</summary>
internal sealed class LocalModels(AdmittedModels admitted, ModelHost host, HostingOptions options) : IModelSource
{
    public string Prefix => "local";

    public async Task<IReadOnlyList<ModelListing>> ListAsync(ProjectAccess project, CancellationToken cancel) =>
        [.. (await WritersAsync(project, cancel)).Select(Listing)];

    public async Task<ChatModel?> OpenAsync(ProjectAccess project, string id, CancellationToken cancel)
    {
        var name = id[(Prefix.Length + 1)..];
        return (await WritersAsync(project, cancel)).FirstOrDefault(m => m.Name == name) is not { } found ? null : new ChatModel(
            Listing(found), new HostedChatClient(host, new CallableModel(found.Name, "base", found.Since, found.Purpose, new ModelFiles(found.Name, found.Folder))));
    }

    private async Task<IEnumerable<AdmittedModel>> WritersAsync(ProjectAccess project, CancellationToken cancel) =>
        (await admitted.ListAsync(project.TeamId, cancel)).Where(m => m.Purpose == ModelPurpose.Writes);

    private ModelListing Listing(AdmittedModel model) => new($"{Prefix}:{model.Name}", model.Name, "This server", ModelOrigin.Local, null, options.Batch);
}
