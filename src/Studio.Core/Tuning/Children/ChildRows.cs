using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Trainer.Runs.Children;

namespace Studio.Core.Tuning.Children;

/// <summary>Folds and trials between the engine's words and the database's rows.</summary>
internal static class ChildRows
{
    private static readonly ImmutableSortedDictionary<int, ChildRun> None = ImmutableSortedDictionary<int, ChildRun>.Empty;

    public static async Task<ImmutableSortedDictionary<int, ChildRun>> ReadAsync(StudioDb db, Guid runId)
    {
        var rows = await db.RunChildren.AsNoTracking().Where(c => c.RunId == runId).ToListAsync();
        return None.AddRange(rows.Select(c => KeyValuePair.Create(c.Number, View(c))));
    }

    public static async Task WriteAsync(StudioDb db, Guid runId, IEnumerable<ChildRun> changed, CancellationToken cancel)
    {
        foreach (var child in changed)
        {
            if (await db.RunChildren.SingleOrDefaultAsync(c => c.RunId == runId && c.Number == child.Number, cancel) is not { } row)
                db.RunChildren.Add(row = new RunChild { RunId = runId, Number = child.Number, Kind = child.Kind, Metrics = "", Values = "", Losses = "", EvalLosses = "" });
            (row.Count, row.State, row.Step, row.TotalSteps, row.CheckpointStep) = (child.Count, child.State, child.Step, child.TotalSteps, child.CheckpointStep);
            (row.Metrics, row.Values) = (TuningJson.Write(TuningJson.Finite(child.Metrics)), TuningJson.Write(child.Values));
            (row.Reason, row.Seconds) = (child.Reason, child.Seconds);
            (row.Losses, row.EvalLosses) = (Curve(child.Losses), Curve(child.EvalLosses));
        }
    }

    /// <summary>What a run with folds or trials is doing, in a few words.</summary>
    public static string Activity(ChildRun child) =>
        $"{child.Kind} {child.Number:N0} of {child.Count:N0}" + (child.TotalSteps > 0 ? $", step {child.Step:N0} of {child.TotalSteps:N0}" : "");

    /// <summary>The child with what an earlier attempt told of its curves, up to where this one's begin.</summary>
    public static ChildRun Joined(ChildRun? earlier, ChildRun child) => earlier is null ? child : child with
    {
        Losses = Joined(earlier.Losses, child.Losses),
        EvalLosses = Joined(earlier.EvalLosses, child.EvalLosses),
    };

    private static IReadOnlyList<CurvePoint> Joined(IReadOnlyList<CurvePoint> earlier, IReadOnlyList<CurvePoint> now) =>
        now.Count == 0 ? earlier : [.. earlier.TakeWhile(p => p.Step < now[0].Step), .. now];

    private static string Curve(IReadOnlyList<CurvePoint> points) => JsonSerializer.Serialize(points.SelectMany(p => new[] { p.Step, p.Value }));

    private static List<CurvePoint> Curve(string json) => [.. JsonSerializer.Deserialize<double[]>(json)!.Chunk(2).Select(p => new CurvePoint((int)p[0], p[1]))];

    public static Dictionary<string, string> Values(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    private static ChildRun View(RunChild child) => new()
    {
        Kind = child.Kind,
        Number = child.Number,
        Count = child.Count,
        State = child.State,
        Step = child.Step,
        TotalSteps = child.TotalSteps,
        CheckpointStep = child.CheckpointStep,
        Metrics = TuningJson.Metrics(child.Metrics),
        Values = Values(child.Values),
        Reason = child.Reason,
        Seconds = child.Seconds,
        Losses = Curve(child.Losses),
        EvalLosses = Curve(child.EvalLosses),
    };
}
