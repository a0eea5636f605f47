using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Models.Serving;

/// <summary>Answers with the model version that answered, so that a caller can keep both.</summary>
public sealed record ModelAnswer(string Model, int Version, string Digest, IReadOnlyList<string> Labels, IReadOnlyList<Prediction> Predictions);

/// <summary>Asks an approved model. Approval is looked up for every call, so that a withdrawn version is silent at once.</summary>
public sealed class PredictWithModel(IDbContextFactory<StudioDb> contexts, ServingModels serving, ServingOptions options)
{
    /// <summary>By the name that programs use, within the key's team.</summary>
    /// <exception cref="NotFoundException">There is no such model in the team.</exception>
    /// <exception cref="NotApprovedException">The model has no approved version.</exception>
    /// <exception cref="InvalidInputException">No text, too many, or one too long.</exception>
    public async Task<ModelAnswer> ByNameAsync(Actor actor, string name, IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var model = await db.Models.AsNoTracking()
            .Where(m => m.Name == name && db.ProjectsOf(actor).Any(p => p.Id == m.ProjectId))
            .Select(m => new { m.Id, m.ProjectId }).FirstOrDefaultAsync(cancel) ?? throw new NotFoundException("model");
        await db.RequireAsync(actor, model.ProjectId, Permission.Predict, cancel);
        var version = await db.ModelVersions.Where(v => v.ModelId == model.Id).FirstApprovedAsync(cancel)
            ?? throw new NotApprovedException($"No version of {name} is approved, so it does not answer. A Reviewer can approve one on its review page.");
        return await AnswerAsync(version, texts, cancel);
    }

    /// <summary>One approved version, for its try-it page.</summary>
    /// <exception cref="NotApprovedException">The version is not approved.</exception>
    public async Task<ModelAnswer> ByVersionAsync(Actor actor, Guid versionId, IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireVersionAsync(actor, versionId, Permission.Predict, cancel);
        var version = await db.ModelVersions.Where(v => v.Id == versionId).FirstApprovedAsync(cancel)
            ?? throw new NotApprovedException("This version is not approved, so it does not answer. A Reviewer can approve it on its review page.");
        return await AnswerAsync(version, texts, cancel);
    }

    private async Task<ModelAnswer> AnswerAsync(ApprovedVersion version, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        Check(texts);
        var (labels, predictions) = await serving.PredictAsync(version, texts, cancel);
        return new ModelAnswer(version.Name, version.Number, version.Digest, labels, predictions);
    }

    private void Check(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            throw new InvalidInputException("There is no text to predict: send {\"text\": \"…\"} or {\"texts\": [\"…\"]}.");
        if (texts.Count > options.MaxTexts)
            throw new InvalidInputException($"{texts.Count:N0} texts were sent; at most {options.MaxTexts} are answered at once. Send them in parts.");
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
                throw new InvalidInputException($"Text {i + 1} is empty.");
            if (texts[i].Length > options.MaxTextLength)
                throw new InvalidInputException($"Text {i + 1} has {texts[i].Length:N0} characters; at most {options.MaxTextLength:N0} are read.");
        }
    }
}

/// <summary>The model is known, but nobody has approved it.</summary>
public sealed class NotApprovedException(string message) : StudioException(message);
