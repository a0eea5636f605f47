using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Language;

namespace Studio.Core.Tuning;

/// <summary>What a run needs to be launched. Without a name it gets one from its data and model.</summary>
/// <param name="SnapshotId">The frozen rows.</param>
/// <param name="Recipe">What to do with them.</param>
/// <param name="Name">For people.</param>
/// <param name="TrialsOf">A search of the same recipe and rows whose trials are taken over.</param>
public sealed record LaunchRequest(Guid SnapshotId, Recipe Recipe, string? Name = null, Guid? TrialsOf = null);

/// <summary>Puts a new run into the queue.</summary>
public sealed class LaunchRun(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, BaseModels baseModels, IGrainFactory grains, RunFeeds feeds, TuningOptions options, TimeProvider time)
{
    /// <exception cref="InvalidRecipeException">The recipe or the snapshot cannot be trained; each mistake says where and why.</exception>
    public async Task<Guid> RunAsync(Actor actor, Guid projectId, LaunchRequest request, CancellationToken cancel = default)
    {
        await using var read = await contexts.CreateDbContextAsync(cancel);
        var access = await read.RequireAsync(actor, projectId, Permission.Tune, cancel);
        var recipe = await baseModels.ResolveAsync(access.TeamId, request.Recipe, cancel);
        var snapshot = await read.Snapshots.AsNoTracking().Where(s => s.Id == request.SnapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => new { s.Id, s.Hash, s.Number, s.TrainCount, s.ValidationCount, s.Labels, s.AnswerCount, s.PairCount, Dataset = s.Dataset.Name })
            .SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        InvalidRecipeException.ThrowIfAny(RecipeRules.Check(
            recipe, new SnapshotFacts(snapshot.TrainCount, snapshot.ValidationCount, TuningJson.Labels(snapshot.Labels), snapshot.AnswerCount, snapshot.PairCount), options.Memory));
        await RequireGeneralSetAsync(read, projectId, recipe, cancel);

        var name = string.IsNullOrWhiteSpace(request.Name)
            ? $"{snapshot.Dataset} v{snapshot.Number} · {RecipeRules.ShortName(recipe)}"
            : request.Name.Trim();
        var id = await gate.WriteAsync(async (db, token) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var run = new Run
            {
                ProjectId = projectId,
                Number = (await db.Runs.Where(r => r.ProjectId == projectId).MaxAsync(r => (int?)r.Number, token) ?? 0) + 1,
                Name = name.Length <= 100 ? name : name[..100],
                SnapshotId = snapshot.Id,
                SnapshotHash = snapshot.Hash,
                Recipe = RecipeJson.Write(recipe),
                TrialsOfId = request.TrialsOf,
                State = RunState.Queued,
                CreatedById = actor.UserId,
                CreatedAt = now,
                QueuedAt = now,
            };
            db.Runs.Add(run);
            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "run.launch", run.Id, run.Name));
            return run.Id;
        }, cancel);
        await feeds.RefreshAsync(id);
        await grains.GetGrain<IRunQueueGrain>(0).AnnounceAsync();
        return id;
    }

    private static async Task RequireGeneralSetAsync(StudioDb db, Guid projectId, Recipe recipe, CancellationToken cancel)
    {
        if (recipe.Evaluation.GeneralSet is { } hash && hash != GeneralTexts.Name && !await db.Snapshots.AnyAsync(s => s.Hash == hash && s.Dataset.ProjectId == projectId, cancel))
            throw new InvalidRecipeException([new("evaluation.general_set", $"No snapshot of this project has the hash “{hash}”. Choose one, or \"{GeneralTexts.Name}\".")]);
    }
}
