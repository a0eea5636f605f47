using System.Globalization;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;

namespace Studio.Core.Tuning.Steering;

/// <summary>What the engine tells of orders, as a row of the run's history and as a line of its log.</summary>
internal static class AdjustmentRow
{
    public static RunIntervention Of(Guid runId, RunAdjustment made, DateTime at) => new()
    {
        Id = made.Id,
        RunId = runId,
        At = at,
        Kind = made switch
        {
            { Stop: true } => InterventionKind.Stop,
            { MicroBatchSize: not null } => InterventionKind.MicroBatch,
            { MaxSteps: not null } => InterventionKind.Length,
            _ => InterventionKind.LearningRate,
        },
        LearningRate = made.LearningRate,
        MaxSteps = made.MaxSteps,
        MicroBatchSize = made.MicroBatchSize,
        Step = made.Step,
    };

    public static RunIntervention Of(Guid runId, OrderRefused refused, DateTime at) =>
        new() { Id = refused.OrderId, RunId = runId, At = at, Kind = InterventionKind.LearningRate, Refusal = refused.Reason };

    public static string Sentence(string who, RunAdjusted adjusted) => adjusted.Adjustment.Stop
        ? $"{who} after step {adjusted.Adjustment.Step:N0}."
        : string.Create(CultureInfo.InvariantCulture,
            $"{who}, from step {adjusted.Adjustment.Step + 1:N0} on: {adjusted.TotalSteps:N0} steps in all, learning rate {adjusted.LearningRate:0.###e-0} at the next step.");
}
