using Orleans.Concurrency;

namespace Studio.Core.Tuning;

/// <summary>Reaches whoever works on a run, wherever that is. It only carries calls: what counts is written in the database before.</summary>
public interface IRunGrain : IGrainWithGuidKey
{
    /// <summary>A worker says, with every heartbeat, that it works on this run.</summary>
    Task AttachAsync(IRunOwner owner);

    Task DetachAsync(IRunOwner owner);

    /// <summary>Passes the wish to end on to the owner, if there is one.</summary>
    Task CancelAsync();

    /// <summary>Tells the owner, if there is one, that new orders stand in the database.</summary>
    Task ObeyAsync();
}

/// <summary>A worker as a run's grain sees it.</summary>
public interface IRunOwner : IGrainObserver
{
    [OneWay]
    Task CancelAsync(Guid runId);

    [OneWay]
    Task ObeyAsync(Guid runId);
}

/// <summary>Where idle workers wait for the next run.</summary>
public interface IRunQueueGrain : IGrainWithIntegerKey
{
    Task WaitAsync(IRunWaiter worker);

    /// <summary>There is something to do.</summary>
    Task AnnounceAsync();
}

/// <summary>An idle worker.</summary>
public interface IRunWaiter : IGrainObserver
{
    [OneWay]
    Task WakeAsync();
}
