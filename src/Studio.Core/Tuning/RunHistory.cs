using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tuning.Children;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

/// <summary>A run's picture as the database has it.</summary>
internal static class RunHistory
{
    public static async Task<RunPicture> ReadAsync(StudioDb db, Run run)
    {
        var evaluations = await db.RunEvaluations.AsNoTracking().Where(e => e.RunId == run.Id).OrderBy(e => e.Sequence).ToListAsync();
        var log = await db.RunLogEntries.AsNoTracking().Where(l => l.RunId == run.Id)
            .OrderByDescending(l => l.Sequence).Take(RunPicture.LogLines)
            .Select(l => new LogView(l.Sequence, l.At, l.Level, l.Text)).ToListAsync();
        var points = await PointsAsync(db, run.Id);
        var withSamples = evaluations.Count - RunPicture.EvaluationsWithSamples;
        return new RunPicture(
            RunStatus.Of(run) with { Epoch = points.Count > 0 ? points[^1].Epoch : 0 },
            points,
            [.. evaluations.Select((e, i) => View(e, i >= withSamples))],
            [.. log.AsEnumerable().Reverse()],
            run.Sequence)
        {
            Children = await ChildRows.ReadAsync(db, run.Id),
            Interventions = await InterventionView.ReadAsync(db, run.Id),
        };
    }

    // Streamed through the same thinning as a run that is watched, so that memory stays small however long the run was.
    private static async Task<ImmutableList<PointView>> PointsAsync(StudioDb db, Guid runId)
    {
        var kept = new List<PointView>();
        await foreach (var point in db.RunPoints.AsNoTracking().Where(p => p.RunId == runId).OrderBy(p => p.Sequence).AsAsyncEnumerable())
        {
            if (kept.Count == Curve.Most)
                kept = [.. Curve.Thin(kept, Curve.Most / 2)];
            kept.Add(View(point));
        }

        return [.. kept];
    }

    public static PointView View(RunPoint point) => new(
        point.Sequence, point.Step, point.Epoch, point.Loss, point.LearningRate, point.GradNorm,
        point.SamplesPerSecond, point.TokensPerSecond, point.MemoryBytes);

    public static EvaluationView View(RunEvaluation evaluation, bool withSamples) => new(
        evaluation.Sequence, evaluation.Step, evaluation.Epoch, evaluation.IsBest,
        TuningJson.Metrics(evaluation.Metrics), withSamples ? TuningJson.Samples(evaluation.Samples) : []);
}
