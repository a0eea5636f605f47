using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Writing;

/// <summary>A prompt as a model would get it, or why it cannot be filled.</summary>
/// <param name="Messages">The filled messages; empty where there is a problem.</param>
/// <param name="Missing">Variables without a value, shown in their place as <c>‹name›</c>.</param>
/// <param name="Problem">What keeps it from being filled.</param>
public sealed record PromptPreview(IReadOnlyList<PromptMessage> Messages, IReadOnlyList<string> Missing, string? Problem = null);

/// <summary>A frozen version of a dataset that a prompt can be tried on and take worked examples from.</summary>
public sealed record PromptSnapshot(string Hash, string Dataset, int Number, int TrainRows, int ValidationRows, int TestRows, IReadOnlyList<string> Labels);

/// <summary>A row to try a prompt on. The label is shown beside the answer and never given to the prompt.</summary>
public sealed record PromptRowSample(int Index, string Text, string? Label);

/// <summary>Fills a prompt while somebody writes it, with values of theirs or with rows of a snapshot.</summary>
public sealed class PreviewPrompt(IDbContextFactory<StudioDb> contexts, RenderPrompt render, FewShot fewShot, TextEncoders encoders, ISnapshotStore store)
{
    private const int MostSnapshots = 200;

    /// <summary>Templates of people run here: on a thread of its own and within the limits of <see cref="RenderPrompt"/>.</summary>
    public async Task<PromptPreview> RunAsync(
        Actor actor, Guid projectId, PromptContent content, IReadOnlyDictionary<string, string> values, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await db.RequireAsync(actor, projectId, Permission.View, cancel);
            try
            {
                await db.CheckSnapshotAsync(projectId, content, cancel);
            }
            catch (InvalidInputException problem)
            {
                return new PromptPreview([], [], problem.Message);
            }
        }

        return await Task.Run(() => FillAsync(projectId, content, values, cancel), cancel);
    }

    public async Task<IReadOnlyList<PromptSnapshot>> SnapshotsAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var rows = await db.Snapshots.AsNoTracking().Where(s => s.Dataset.ProjectId == projectId).OrderByDescending(s => s.CreatedAt).Take(MostSnapshots)
            .Select(s => new { s.Hash, s.Dataset.Name, s.Number, s.TrainCount, s.ValidationCount, s.TestCount, s.Labels }).ToListAsync(cancel);
        return rows.ConvertAll(s => new PromptSnapshot(
            s.Hash, s.Name, s.Number, s.TrainCount, s.ValidationCount, s.TestCount, System.Text.Json.JsonSerializer.Deserialize<string[]>(s.Labels)!));
    }

    /// <summary>The encoders of the project, each of which can choose similar worked examples.</summary>
    public async Task<IReadOnlyList<TextEncoder>> EncodersAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await encoders.ListAsync(projectId, cancel);
    }

    /// <summary>The worked examples that a slot draws.</summary>
    /// <exception cref="InvalidInputException">The slot's snapshot is not one of the project's, or has no labelled training rows.</exception>
    public async Task<IReadOnlyList<WorkedExample>> ExamplesAsync(Actor actor, Guid projectId, FewShotSlot slot, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await db.RequireAsync(actor, projectId, Permission.View, cancel);
            await db.CheckSnapshotAsync(projectId, new PromptContent { Text = "", FewShot = slot }, cancel);
        }

        return await Task.Run(() => fewShot.Draw(slot), cancel);
    }

    /// <summary>The row of a split at a place counted from 0; null where the split ends before it.</summary>
    /// <exception cref="NotFoundException">The project has no such snapshot.</exception>
    public async Task<PromptRowSample?> RowAsync(Actor actor, Guid projectId, string hash, DatasetSplit split, int index, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await db.RequireAsync(actor, projectId, Permission.View, cancel);
            if (!await db.Snapshots.AnyAsync(s => s.Hash == hash && s.Dataset.ProjectId == projectId, cancel))
                throw new NotFoundException("snapshot");
        }

        return await Task.Run(() => store.Open(hash, split).Read().Skip(index).FirstOrDefault(), cancel) is { } row
            ? new PromptRowSample(index, row.Text, row.Label) : null;
    }

    private async Task<PromptPreview> FillAsync(Guid projectId, PromptContent content, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        try
        {
            var prepared = await render.PrepareAsync(projectId, content, cancel);
            var like = PreparedPrompt.Like(values.ToDictionary(pair => pair.Key, object? (pair) => pair.Value));
            var missing = content.Variables.Where(name => !values.TryGetValue(name, out var value) || value.Length == 0).ToList();
            var given = values.ToDictionary(pair => pair.Key, object? (pair) => pair.Value);
            foreach (var name in missing)
                given[name] = name == "examples" ? Array.Empty<object?>() : $"‹{name}›";
            return new PromptPreview(await prepared.FillAsync(given, like, cancel), missing);
        }
        catch (StudioException problem)
        {
            return new PromptPreview([], [], problem.Message);
        }
    }
}
