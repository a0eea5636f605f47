using System.Collections.Concurrent;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>A base model that may be asked as it is; the digest is that of its files.</summary>
public sealed record AdmittedModel(string Name, string Folder, ModelPurpose Purpose, DateTime Since, string Digest);

/// <summary>The base models that answer: every writer and every encoder that a team of the caller's has admitted.</summary>
public sealed class AdmittedModels(BaseModels models)
{
    private readonly ConcurrentDictionary<(string Folder, DateTime Written), ModelPurpose> _purposes = new();

    public async Task<IReadOnlyList<AdmittedModel>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        [.. (await models.ListAsync(actor, cancel)).Select(Of).OfType<AdmittedModel>().DistinctBy(model => model.Name)];

    /// <summary>Those of one team.</summary>
    public async Task<IReadOnlyList<AdmittedModel>> ListAsync(Guid teamId, CancellationToken cancel = default) =>
        [.. (await models.ListAsync(teamId, cancel)).Select(Of).OfType<AdmittedModel>()];

    private AdmittedModel? Of(BaseModel model)
    {
        var written = File.GetLastWriteTimeUtc(Path.Combine(model.Path, "config.json"));
        var purpose = _purposes.GetOrAdd((model.Path, written), key => ModelPurposes.Of(key.Folder));
        return purpose == ModelPurpose.None ? null : new AdmittedModel(model.Name, model.Path, purpose, model.AdmittedAt ?? written, model.Digest ?? "");
    }
}
