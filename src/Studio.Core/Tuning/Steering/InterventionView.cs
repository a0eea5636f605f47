using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning.Steering;

/// <summary>An intervention as pages and the model's card show it.</summary>
public sealed record InterventionView(
    Guid Id, DateTime At, string By, InterventionKind Kind, double? LearningRate, int? MaxSteps, double? Epochs, int? MicroBatchSize, int? Step, string? Refusal)
{
    public bool IsWaiting => Step is null && Refusal is null;

    /// <summary>What was changed, as the end of a sentence that begins with who did it.</summary>
    public string What => Kind switch
    {
        InterventionKind.LearningRate => $"set the learning rate to {Number(LearningRate)}",
        InterventionKind.Length when MaxSteps is { } steps => $"set the length to {steps.ToString("N0", CultureInfo.InvariantCulture)} steps",
        InterventionKind.Length => $"set the length to {Number(Epochs)} passes",
        InterventionKind.Stop => "stopped it and kept the best weights",
        InterventionKind.Pause => "paused it",
        InterventionKind.Resume => "let it go on",
        _ => $"made forward passes of {MicroBatchSize} rows, because the memory was not enough for more",
    };

    internal static async Task<ImmutableList<InterventionView>> ReadAsync(StudioDb db, Guid runId, CancellationToken cancel = default)
    {
        var found = await db.RunInterventions.AsNoTracking().Where(i => i.RunId == runId).OrderBy(i => i.At).ThenBy(i => i.Id)
            .Select(i => new { Row = i, By = db.Users.Where(u => u.Id == i.ById).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(cancel);
        return [.. found.Select(f => new InterventionView(
            f.Row.Id, f.Row.At, f.By ?? "Studio", f.Row.Kind, f.Row.LearningRate, f.Row.MaxSteps, f.Row.Epochs, f.Row.MicroBatchSize, f.Row.Step, f.Row.Refusal))];
    }

    private static string Number(double? value) => value is not { } number ? ""
        : number != 0 && Math.Abs(number) < 1e-3 ? number.ToString("0.###e-0", CultureInfo.InvariantCulture) : number.ToString("0.####", CultureInfo.InvariantCulture);
}
