using Studio.Core.Datasets.Vectors;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>A project's approved versions that give vectors, classifiers too, without their heads: <c>tuned:{version}</c>.</summary>
internal sealed class TunedEncoders(CallableModels models, ModelHost host) : IEncoderSource
{
    public string Prefix => "tuned";

    public async Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel) =>
        [.. (await models.VersionsAsync(projectId, ModelPurpose.Embeds, cancel)).Select(found =>
            new TextEncoder($"{Prefix}:{found.Id:N}", $"{found.Model.Id} version {found.Model.Version}", "tuned here", found.Model.Files.Digest!))];

    public async Task<IOpenEncoder?> OpenAsync(Guid projectId, string id, CancellationToken cancel) =>
        Guid.TryParse(id.AsSpan(Prefix.Length + 1), out var version) && await models.VersionAsync(projectId, version, cancel) is { Purpose: ModelPurpose.Embeds } model
            ? new HostedEncoder(await host.BorrowAsync<TextEmbedder>(model.Files, cancel)) : null;
}
