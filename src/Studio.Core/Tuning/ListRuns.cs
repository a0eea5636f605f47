using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A run as a row of a list.</summary>
public sealed record RunRow(
    Guid Id, int Number, string Name, RunState State, string Dataset, int SnapshotNumber, string Model, int Step, int TotalSteps,
    string CreatedBy, DateTime CreatedAt, double TrainSeconds, IReadOnlyDictionary<string, double> BestMetrics, string? Error);

/// <summary>A page of runs and how many there are in all.</summary>
public sealed record RunList(IReadOnlyList<RunRow> Rows, int Total);

/// <summary>Which runs, newest first.</summary>
public sealed record RunFilter(int Skip = 0, int Take = 50, string? Text = null, RunState? State = null);

/// <summary>A project's runs.</summary>
public sealed class ListRuns(IDbContextFactory<StudioDb> contexts)
{
    public async Task<RunList> RunAsync(Actor actor, Guid projectId, RunFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var runs = db.Runs.AsNoTracking().Where(r => r.ProjectId == projectId);
        if (filter.State is { } state)
            runs = runs.Where(r => r.State == state);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            // Becomes SQL's lower() and strpos on both engines; no culture of ours has a part in it.
#pragma warning disable CA1304, CA1311, CA1862
            var text = filter.Text.Trim().ToLower();
            runs = runs.Where(r => r.Name.ToLower().Contains(text));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var total = await runs.CountAsync(cancel);
        var rows = await runs.OrderByDescending(r => r.Number).Skip(filter.Skip).Take(Math.Clamp(filter.Take, 1, 200))
            .Select(r => new
            {
                Run = r,
                Dataset = r.Snapshot.Dataset.Name,
                Snapshot = r.Snapshot.Number,
                By = db.Users.Where(u => u.Id == r.CreatedById).Select(u => u.DisplayName).FirstOrDefault(),
            })
            .ToListAsync(cancel);
        return new RunList([.. rows.Select(row => Row(row.Run, row.Dataset, row.Snapshot, row.By ?? ""))], total);
    }

    private static RunRow Row(Run run, string dataset, int snapshot, string by) => new(
        run.Id, run.Number, run.Name, run.State, dataset, snapshot, RecipeRules.ShortName(RecipeJson.Parse(run.Recipe)), run.Step, run.TotalSteps,
        by, run.CreatedAt, run.TrainSeconds, TuningJson.Metrics(run.BestMetrics), run.Error);
}
