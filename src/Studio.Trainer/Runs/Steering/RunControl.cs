using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Studio.Trainer.Runs.Steering;

/// <summary>Takes orders for a job from any thread; the engine reads them between two steps.</summary>
public sealed class RunControl
{
    private readonly Channel<RunOrder> _orders = Channel.CreateUnbounded<RunOrder>();
    private readonly ConcurrentDictionary<Guid, bool> _known = new();

    public RunControl() => Orders = _orders.Reader;

    /// <summary>A control that obeys the orders of another, or some of them.</summary>
    internal RunControl(ChannelReader<RunOrder> orders) => Orders = orders;

    /// <summary>Passes an order on. The same one may be given again, as often as one likes.</summary>
    public void Post(RunOrder order)
    {
        if (_known.TryAdd(order.Id, true))
            _orders.Writer.TryWrite(order);
    }

    /// <summary>What waits to be obeyed; read by the engine alone.</summary>
    public ChannelReader<RunOrder> Orders { get; }
}
