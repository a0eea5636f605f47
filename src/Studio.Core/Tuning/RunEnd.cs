namespace Studio.Core.Tuning;

/// <summary>The ways in which an attempt leaves its run.</summary>
internal static class RunEnd
{
    public static void Succeeded(RunJournal journal, DateTime at)
    {
        journal.Change(s => s with { State = RunState.Succeeded, EndedAt = at, Activity = null, SecondsLeft = null, Error = null });
        journal.Change(f => f with { LetGo = true });
        journal.Log(RunLogLevel.Information, "Done.");
    }

    public static void Cancelled(RunJournal journal, DateTime at)
    {
        journal.Change(s => s with { State = RunState.Cancelled, EndedAt = at, Activity = null, SecondsLeft = null });
        journal.Change(f => f with { LetGo = true });
        journal.Log(RunLogLevel.Information, "Cancelled. " + Kept(journal.Status));
    }

    /// <summary>The device is free for others. A person resumes the run, or Studio does once there is room on the disk.</summary>
    public static void Paused(RunJournal journal, string sentence, long? roomNeeded, DateTime at)
    {
        var told = roomNeeded is { } bytes
            ? $"{sentence} The run goes on by itself once {RunDisk.Size(bytes)} are free on the disk of the storage folder." : sentence;
        journal.Change(s => s with { State = RunState.Paused, Activity = null, SecondsLeft = null, Error = told, RoomNeeded = roomNeeded });
        journal.Change(f => f with { LetGo = true, PausedAt = at });
        journal.Log(roomNeeded is null ? RunLogLevel.Information : RunLogLevel.Warning, told);
    }

    public static void Failed(RunJournal journal, string sentence, DateTime at)
    {
        journal.Change(s => s with { State = RunState.Failed, EndedAt = at, Activity = null, SecondsLeft = null, Error = sentence });
        journal.Change(f => f with { LetGo = true });
        journal.Log(RunLogLevel.Error, sentence + " " + Kept(journal.Status));
    }

    /// <summary>Studio is stopping in good order: the run waits, first in the queue, for the next start.</summary>
    public static void Released(RunJournal journal)
    {
        journal.Change(s => s with { State = RunState.Queued, Activity = null, SecondsLeft = null });
        journal.Change(f => f with { LetGo = true });
        journal.Log(RunLogLevel.Information, "Studio is stopping. The run goes on by itself when it is started again.");
    }

    public static string Sentence(Exception error) =>
        $"The run stopped because of an error inside Studio ({error.GetType().Name}: {error.Message}). The server's log has the details.";

    /// <summary>What is safe after an unhappy end.</summary>
    public static string Kept(RunStatus status) => status switch
    {
        { WeightsSha256: not null } => "The trained weights are kept; going on begins after the training.",
        { CheckpointStep: > 0 } => $"The checkpoint of step {status.CheckpointStep:N0} is kept; going on begins there.",
        _ => "No checkpoint was reached; going on begins anew.",
    };
}
