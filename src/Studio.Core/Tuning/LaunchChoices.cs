using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>A frozen dataset version that a run can learn from.</summary>
public sealed record SnapshotChoice(
    Guid Id, string Dataset, int Number, string Hash, DateTime CreatedAt, int TrainRows, int ValidationRows, int TestRows, IReadOnlyList<string> Labels,
    int AnswerRows = 0, int PairRows = 0)
{
    public SnapshotFacts Facts => new(TrainRows, ValidationRows, Labels, AnswerRows, PairRows);
}

/// <summary>What the launcher offers.</summary>
public sealed record LaunchOffer(IReadOnlyList<SnapshotChoice> Snapshots, IReadOnlyList<BaseModel> BaseModels, bool MayTune);

/// <summary>The snapshots of a project and the base models of the server.</summary>
public sealed class LaunchChoices(IDbContextFactory<StudioDb> contexts, BaseModels baseModels)
{
    public async Task<LaunchOffer> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var snapshots = await db.Snapshots.AsNoTracking().Where(s => s.Dataset.ProjectId == projectId)
            .OrderByDescending(s => s.CreatedAt).Take(200)
            .Select(s => new { s.Id, Dataset = s.Dataset.Name, s.Number, s.Hash, s.CreatedAt, s.TrainCount, s.ValidationCount, s.TestCount, s.Labels, s.AnswerCount, s.PairCount })
            .ToListAsync(cancel);
        return new LaunchOffer(
            [.. snapshots.Select(s => new SnapshotChoice(
                s.Id, s.Dataset, s.Number, s.Hash, s.CreatedAt, s.TrainCount, s.ValidationCount, s.TestCount, TuningJson.Labels(s.Labels), s.AnswerCount, s.PairCount))],
            await baseModels.ListAsync(access.TeamId, cancel),
            access.Role.Allows(Permission.Tune));
    }
}
