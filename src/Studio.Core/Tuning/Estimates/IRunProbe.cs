using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning.Estimates;

/// <summary>Takes a few steps of a recipe where that can take nobody else's memory.</summary>
public interface IRunProbe
{
    /// <returns>Null where the probe itself ran out of memory.</returns>
    /// <exception cref="StudioException">The recipe cannot be probed, in a sentence that says why.</exception>
    Task<RunEstimate?> MeasureAsync(ProbeRequest request, CancellationToken cancel);
}
