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

    public Task<IReadOnlyList<ModelListing>> ListAsync(ProjectAccess project, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ModelListing>>([.. Writers().Select(Listing)]);

    public Task<ChatModel?> OpenAsync(ProjectAccess project, string id, CancellationToken cancel)
    {
        var name = id[(Prefix.Length + 1)..];
        return Task.FromResult(Writers().FirstOrDefault(m => m.Name == name) is not { } found ? null : new ChatModel(
            Listing(found), new HostedChatClient(host, new CallableModel(found.Name, "base", found.Since, found.Purpose, new ModelFiles(found.Name, found.Folder)))));
    }

    private IEnumerable<AdmittedModel> Writers() => admitted.List().Where(m => m.Purpose == ModelPurpose.Writes);

    private ModelListing Listing(AdmittedModel model) => new($"{Prefix}:{model.Name}", model.Name, "This server", ModelOrigin.Local, null, options.Batch);
}
