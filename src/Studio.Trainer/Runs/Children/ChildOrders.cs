using System.Threading.Channels;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs.Children;

/// <summary>
/// Orders while a fold or trial is being trained: a pause is obeyed, everything else is refused. One fold with another learning rate than the
/// others could not be compared with them.
/// </summary>
internal sealed class ChildOrders(ChannelReader<RunOrder> orders, Action<RunEvent> report) : ChannelReader<RunOrder>
{
    /// <summary>The control of a fold or trial of a job; null where the job has none.</summary>
    public static RunControl? Of(RunControl? control, Action<RunEvent> report) => control is null ? null : new(new ChildOrders(control.Orders, report));

    public override bool TryRead(out RunOrder order)
    {
        while (orders.TryRead(out order!))
        {
            if (order.Pause)
                return true;
            report(new OrderRefused(order.Id, "Folds and trials are comparable only as the recipe has them. This can be changed once the model itself is trained, after the last of them."));
        }
        return false;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => orders.WaitToReadAsync(cancellationToken);
}
