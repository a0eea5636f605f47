namespace Studio.Core.Tuning;

/// <summary>Another attempt owns the run by now; this one writes nothing more and leaves quietly.</summary>
internal sealed class LeaseLostException() : Exception("The run's lease belongs to another attempt.");
