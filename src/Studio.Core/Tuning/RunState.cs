namespace Studio.Core.Tuning;

/// <summary>Where a run stands. Succeeded, failed and cancelled are final, until somebody asks a failed or cancelled run to go on.</summary>
public enum RunState
{
    /// <summary>Waits for a device.</summary>
    Queued,

    /// <summary>A worker trains it.</summary>
    Running,

    /// <summary>The weights are there; scorecards and the registration are being made.</summary>
    Evaluating,
    Succeeded,
    Failed,
    Cancelled,

    /// <summary>Neither waits nor works: somebody paused it, or the disk is full. It goes on from its checkpoint.</summary>
    Paused,
}

public static class RunStates
{
    public static bool IsFinal(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;
}
