using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>A project's approved versions that write, each by itself, so that a run says for good whom it asked: <c>tuned:{version}</c>.</summary>
internal sealed class TunedModels(CallableModels models, ModelHost host, HostingOptions options) : IModelSource
{
    public string Prefix => "tuned";

    public static string IdOf(Guid versionId) => $"tuned:{versionId:N}";

    public async Task<IReadOnlyList<ModelListing>> ListAsync(ProjectAccess project, CancellationToken cancel) =>
        [.. (await models.VersionsAsync(project.ProjectId, ModelPurpose.Writes, cancel)).Select(found => Listing(found.Id, found.Model))];

    public async Task<ChatModel?> OpenAsync(ProjectAccess project, string id, CancellationToken cancel) =>
        Guid.TryParse(id.AsSpan(Prefix.Length + 1), out var versionId)
        && await models.VersionAsync(project.ProjectId, versionId, cancel) is { Purpose: ModelPurpose.Writes } model
            ? new ChatModel(Listing(versionId, model), new HostedChatClient(host, model)) : null;

    private ModelListing Listing(Guid versionId, CallableModel model) =>
        new(IdOf(versionId), $"{model.Id} version {model.Version}", "Tuned here", ModelOrigin.Tuned, null, options.Batch);
}
