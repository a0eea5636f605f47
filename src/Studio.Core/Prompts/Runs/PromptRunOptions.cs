namespace Studio.Core.Prompts.Runs;

/// <summary>How prompt runs are worked on.</summary>
public sealed record PromptRunOptions
{
    /// <summary>How long a silent worker keeps its run.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle worker looks without being called.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Least time between two writes of a run's rows.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Wait before a row is asked again; doubles each time.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer, whatever the server asks for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs that this process works on at the same time.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>After this many rows without one answer, all refused or with nobody at the address, the run ends instead of trying the rest.</summary>
    public int HopelessAfter { get; init; } = 5;
}
