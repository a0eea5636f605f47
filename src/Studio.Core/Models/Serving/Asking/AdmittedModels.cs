using System.Collections.Concurrent;
using Studio.Core.Tuning;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>A base model of this server that may be asked as it is.</summary>
public sealed record AdmittedModel(string Name, string Folder, ModelPurpose Purpose, DateTime Since);

/// <summary>The base models that answer: every writer and every encoder behind the one door to base models.</summary>
public sealed class AdmittedModels(BaseModels models)
{
    private readonly ConcurrentDictionary<(string Folder, DateTime Written), ModelPurpose> _purposes = new();

    /// <summary>Those that a team may use.</summary>
    public async Task<IReadOnlyList<AdmittedModel>> ListAsync(Guid teamId, CancellationToken cancel) =>
        [.. (await models.ListAsync(teamId, cancel)).Select(Of).OfType<AdmittedModel>()];

    private AdmittedModel? Of(BaseModel model)
    {
        var written = File.GetLastWriteTimeUtc(Path.Combine(model.Path, "config.json"));
        var purpose = _purposes.GetOrAdd((model.Path, written), key => ModelPurposes.Of(key.Folder));
        return purpose == ModelPurpose.None ? null : new AdmittedModel(model.Name, model.Path, purpose, written);
    }
}
