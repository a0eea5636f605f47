using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace Studio.Core.Tuning;

internal sealed class RunGrain(ILogger<RunGrain> logger) : Grain, IRunGrain
{
    // A worker that stopped calling is forgotten; the lease in the database decides who may write.
    private readonly ObserverManager<IRunOwner> _owners = new(TimeSpan.FromMinutes(1), logger);

    public Task AttachAsync(IRunOwner owner)
    {
        _owners.Subscribe(owner, owner);
        return Task.CompletedTask;
    }

    public Task DetachAsync(IRunOwner owner)
    {
        _owners.Unsubscribe(owner);
        return Task.CompletedTask;
    }

    public Task CancelAsync()
    {
        var id = this.GetPrimaryKey();
        return _owners.Notify(owner => owner.CancelAsync(id));
    }

    public Task ObeyAsync()
    {
        var id = this.GetPrimaryKey();
        return _owners.Notify(owner => owner.ObeyAsync(id));
    }
}

internal sealed class RunQueueGrain(ILogger<RunQueueGrain> logger) : Grain, IRunQueueGrain
{
    private readonly ObserverManager<IRunWaiter> _workers = new(TimeSpan.FromMinutes(1), logger);

    public Task WaitAsync(IRunWaiter worker)
    {
        _workers.Subscribe(worker, worker);
        return Task.CompletedTask;
    }

    public Task AnnounceAsync() => _workers.Notify(worker => worker.WakeAsync());
}
