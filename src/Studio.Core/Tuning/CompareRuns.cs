using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A run beside others: its recipe and its curve, thinned for a screen.</summary>
public sealed record ComparedRun(
    int Number, string Name, string Snapshot, string SnapshotHash, Recipe Recipe, RunStatus Status,
    IReadOnlyList<PointView> Points, IReadOnlyList<EvaluationView> Evaluations);

/// <summary>Puts a few runs of a project side by side.</summary>
public sealed class CompareRuns(IDbContextFactory<StudioDb> contexts)
{
    /// <summary>More lines than this nobody tells apart.</summary>
    public const int Most = 7;

    private const int PointsOfEach = 600;

    public async Task<IReadOnlyList<ComparedRun>> RunAsync(
        Actor actor, Guid projectId, IReadOnlyList<int> numbers, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var chosen = numbers.Distinct().Take(Most).ToList();
        var runs = await db.Runs.AsNoTracking().Where(r => r.ProjectId == projectId && chosen.Contains(r.Number)).OrderBy(r => r.Number)
            .Select(r => new { Run = r, Dataset = r.Snapshot.Dataset.Name, r.Snapshot.Number }).ToListAsync(cancel);
        var compared = new List<ComparedRun>();
        foreach (var found in runs)
        {
            var picture = await RunHistory.ReadAsync(db, found.Run);
            compared.Add(new ComparedRun(
                found.Run.Number, found.Run.Name, $"{found.Dataset} v{found.Number}", found.Run.SnapshotHash, RecipeJson.Parse(found.Run.Recipe),
                picture.Status, Curve.Thin(picture.Points, PointsOfEach), picture.Evaluations));
        }

        return compared;
    }
}
