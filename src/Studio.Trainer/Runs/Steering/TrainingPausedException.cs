namespace Studio.Trainer.Runs.Steering;

public enum PauseReason
{
    /// <summary>Somebody asked for it.</summary>
    Asked,

    /// <summary>There is no room on the disk for what has to be kept.</summary>
    DiskFull,
}

/// <summary>The job gave the device back and can go on later from its newest checkpoint, with the weights of a run that never paused.</summary>
/// <param name="reason">Why.</param>
/// <param name="message">The same for a person.</param>
/// <param name="inner">What the system said, where it did.</param>
public sealed class TrainingPausedException(PauseReason reason, string message, Exception? inner = null) : TrainingException(message, inner)
{
    public PauseReason Reason => reason;
}
