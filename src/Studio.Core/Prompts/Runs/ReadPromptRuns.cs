using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Runs;

/// <summary>A run as a row of a list.</summary>
public sealed record PromptRunLine(
    Guid Id, int Number, string Name, Guid PromptId, int Version, string Model, string Dataset, int SnapshotNumber, DatasetSplit Split, bool IsSample,
    PromptRunStatus Status, string CreatedBy, DateTime CreatedAt);

public sealed record PromptRunList(IReadOnlyList<PromptRunLine> Rows, int Total);

/// <summary>What never changes about a run.</summary>
public sealed record PromptRunView(
    Guid Id, int Number, string Name, Guid PromptId, string Prompt, int Version, string PromptHash, string Model, Guid DatasetId, string Dataset,
    int SnapshotNumber, Guid SnapshotId, string SnapshotHash, DatasetSplit Split, int? SampleSeed, AnswerScorer Scorer, int Concurrency, int MaxAttempts, string ModelId,
    string CreatedBy, DateTime CreatedAt);

/// <summary>Reads runs for lists and pages.</summary>
public sealed class ReadPromptRuns(IDbContextFactory<StudioDb> contexts)
{
    /// <summary>The project's runs, or those of one prompt, newest first.</summary>
    public async Task<PromptRunList> ListAsync(Actor actor, Guid projectId, Guid? promptId = null, int skip = 0, int take = 50, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var runs = db.PromptRuns.AsNoTracking().Where(r => r.ProjectId == projectId && (promptId == null || r.PromptId == promptId));
        var total = await runs.CountAsync(cancel);
        var rows = await runs.OrderByDescending(r => r.Number).Skip(skip).Take(Math.Clamp(take, 1, 200))
            .Select(r => new { Run = r, Dataset = r.Snapshot.Dataset.Name, Snapshot = r.Snapshot.Number, By = db.Users.Where(u => u.Id == r.CreatedById).Select(u => u.DisplayName).FirstOrDefault() })
            .ToListAsync(cancel);
        return new PromptRunList(
            [.. rows.Select(r => new PromptRunLine(
                r.Run.Id, r.Run.Number, r.Run.Name, r.Run.PromptId, r.Run.PromptVersion, r.Run.ModelName, r.Dataset, r.Snapshot, r.Run.Split,
                r.Run.SampleSeed is not null, PromptRunStatus.Of(r.Run), r.By ?? "", r.Run.CreatedAt))], total);
    }

    /// <exception cref="NotFoundException">The project has no such run, or the actor no access to it.</exception>
    public async Task<PromptRunView> ByNumberAsync(Actor actor, Guid projectId, int number, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var found = await db.PromptRuns.AsNoTracking().Where(r => r.ProjectId == projectId && r.Number == number)
            .Select(r => new
            {
                Run = r, Prompt = r.Prompt.Name, r.Snapshot.DatasetId, Dataset = r.Snapshot.Dataset.Name, Snapshot = r.Snapshot.Number,
                By = db.Users.Where(u => u.Id == r.CreatedById).Select(u => u.DisplayName).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("run");
        var run = found.Run;
        return new PromptRunView(
            run.Id, run.Number, run.Name, run.PromptId, found.Prompt, run.PromptVersion, run.PromptHash, run.ModelName, found.DatasetId, found.Dataset,
            found.Snapshot, run.SnapshotId, run.SnapshotHash, run.Split, run.SampleSeed, AnswerScorer.Parse(run.Scorer), run.Concurrency, run.MaxAttempts, run.ModelId,
            found.By ?? "", run.CreatedAt);
    }
}
