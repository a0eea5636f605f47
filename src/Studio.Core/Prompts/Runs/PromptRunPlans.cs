using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>A request that can be launched, with what it will take.</summary>
/// <param name="PromptName">The prompt,</param>
/// <param name="PromptHash">its version's hash,</param>
/// <param name="SnapshotHash">the rows' hash,</param>
/// <param name="Model">who is asked,</param>
/// <param name="Scorer">and how answers are read.</param>
/// <param name="Total">Rows that will be asked about.</param>
/// <param name="IsSample">Whether that is less than the split has.</param>
/// <param name="InputTokens">Estimated from a few rows, at four characters a token.</param>
/// <param name="MostOutputTokens">At most, where the prompt limits its answers; null where it does not.</param>
/// <param name="Price">Estimated, with answers as long as they may be; null where no price is known or answers have no limit.</param>
/// <param name="Example">The first row as it will be sent.</param>
/// <param name="Warnings">What is likely to mislead.</param>
public sealed record PromptRunPlan(
    string PromptName, string PromptHash, string SnapshotHash, ModelListing Model, AnswerScorer Scorer, int Total, bool IsSample,
    long InputTokens, long? MostOutputTokens, double? Price, IReadOnlyList<PromptMessage> Example, IReadOnlyList<string> Warnings)
{
    /// <summary>How worked examples are chosen for each row; null where all rows have the same or none.</summary>
    public string? Shots { get; init; }
}

/// <summary>Checks a request before it costs anything, and estimates what it will cost.</summary>
public sealed class PromptRunPlans(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, RenderPrompt render, SimilarShots similar, ProjectModels models)
{
    private const int Tried = 20;

    /// <exception cref="InvalidInputException">Prompt, rows and scorer do not fit together; the message says what and why.</exception>
    public Task<PromptRunPlan> RunAsync(Actor actor, Guid projectId, PromptRunRequest request, CancellationToken cancel = default) =>
        CheckAsync(actor, projectId, request, Permission.View, cancel);

    internal async Task<PromptRunPlan> CheckAsync(Actor actor, Guid projectId, PromptRunRequest request, Permission permission, CancellationToken cancel)
    {
        CheckNumbers(request);
        var scorer = request.Scorer ?? new AnswerScorer();
        scorer.Check();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, permission, cancel);
        var version = await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == request.PromptId && v.Number == request.Version && v.Prompt.ProjectId == projectId)
            .Select(v => new { v.Content, v.Hash, v.Prompt.Name }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("version of a prompt");
        var snapshot = await db.Snapshots.AsNoTracking().Where(s => s.Id == request.SnapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => new { s.Hash, s.Labels }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        var model = (await models.ListAsync(actor, projectId, cancel)).FirstOrDefault(m => m.Id == request.ModelId) ?? throw new NotFoundException("model");

        if (scorer.Kind == ScorerKind.Likelihood && model.Origin == ModelOrigin.Connection)
            throw new InvalidInputException("Models behind connections do not tell how likely a given label is. Choose a model of this server, or have the answer read.");
        var content = PromptContent.FromJson(version.Content);
        var labels = TuningJson.Labels(snapshot.Labels);
        var reading = RowMessages.Reading(content, labels);
        if (reading.Labels.Count == 0)
            throw new InvalidInputException("Neither the prompt nor the snapshot has labels, so no answer could be right. Label the rows, freeze them again, or name labels in the prompt.");
        if (content.Variables.Except(RowMessages.Known).ToList() is { Count: > 0 } missing)
            throw new InvalidInputException($"The prompt needs {string.Join(", ", missing.Select(name => $"{{{{ {name} }}}}"))}, which a frozen row does not have. A row fills {{{{ text }}}}, {{{{ labels }}}} and, with a slot for examples, {{{{ examples }}}}.");
        if (content.FewShot is { SimilarBy: not null } && request.Split == DatasetSplit.Train)
            throw new InvalidInputException("The worked examples are the training rows most similar to each text, so asking about the training split would show each row its own neighbours with their labels. Ask about the validation or test split.");
        return await Task.Run(() => EstimateAsync(projectId, request, content, version.Name, version.Hash, snapshot.Hash, labels, reading, model, scorer, cancel), cancel);
    }

    private static void CheckNumbers(PromptRunRequest request)
    {
        if (request.Split == DatasetSplit.None)
            throw new InvalidInputException("Choose the training, validation or test split.");
        if (request.Rows is < 1)
            throw new InvalidInputException("At least one row is asked about.");
        if (request.Concurrency is < 1 or > 64)
            throw new InvalidInputException("Between 1 and 64 calls can be made at the same time.");
        if (request.MaxAttempts is < 1 or > 10)
            throw new InvalidInputException("A row is asked 1 to 10 times.");
    }

    private async Task<PromptRunPlan> EstimateAsync(
        Guid projectId, PromptRunRequest request, PromptContent content, string name, string hash, string snapshotHash, IReadOnlyList<string> labels, AnswerReading reading,
        ModelListing model, AnswerScorer scorer, CancellationToken cancel)
    {
        var labelled = RunRows.Labelled(snapshots, snapshotHash, request.Split);
        if (labelled == 0)
            throw new InvalidInputException($"The {request.Split.ToString().ToLowerInvariant()} split has no labeled rows, so no answer could be right.");
        var total = Math.Min(request.Rows ?? labelled, labelled);
        var messages = new RowMessages(await render.PrepareAsync(projectId, content, cancel), content, reading.Labels);
        var sent = new List<IReadOnlyList<ChatMessage>>();
        foreach (var row in RunRows.Of(snapshots.Open(snapshotHash, request.Split), null).Take(Tried))
            sent.Add(await messages.OfAsync(row.Text, cancel));
        var input = (long)(sent.Average(row => row.Sum(m => m.Text.Length / 4.0 + 4)) * total);
        var output = scorer.Kind == ScorerKind.Likelihood ? 0 : content.Settings?.MaxTokens is { } most ? (long)most * total : (long?)null;
        return new PromptRunPlan(name, hash, snapshotHash, model, scorer, total, total < labelled, input, output,
            output is { } o ? model.Price?.Of(input, o) : null, [.. sent[0].Select(m => new PromptMessage(m.Role.Value, m.Text))],
            [.. Warnings(request, content, snapshotHash, labels, reading, scorer)])
        {
            Shots = content.FewShot is { SimilarBy: not null } slot ? $"{slot.Count} most similar by {await similar.NameAsync(projectId, slot, cancel)}" : null,
        };
    }

    private static IEnumerable<string> Warnings(PromptRunRequest request, PromptContent content, string snapshotHash, IReadOnlyList<string> labels, AnswerReading reading, AnswerScorer scorer)
    {
        if (labels.Except(reading.Labels, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            yield return $"Rows with {RowMessages.Sentence(unknown.Count, "label", "labels")} that the prompt does not know can never be right: {string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? " …" : "")}.";
        if (content.FewShot is not null && request.Split == DatasetSplit.Train)
            yield return "The worked examples are drawn from the training split, which is also asked about: their own rows are too easy. Ask about the validation or test split.";
        if (content.FewShot is { } slot && slot.SnapshotHash != snapshotHash)
            yield return "The worked examples come from another snapshot. Rows of this one may be among them.";
        // What is scored is not written, so that neither length nor temperature matters.
        if (scorer.Kind == ScorerKind.Likelihood)
            yield break;
        if (content.Settings?.MaxTokens is null)
            yield return "The prompt does not limit its answers (max_tokens), so their number of tokens cannot be estimated.";
        if (content.Settings?.Temperature is not 0)
            yield return "The temperature is not 0: the same run may give other answers next time.";
    }
}
