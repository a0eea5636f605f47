namespace Studio.Core.Labeling.Queue;

/// <summary>Something that one page asks of the queue, answered once it is on disk.</summary>
internal abstract class QueueRequest(Guid userId, Guid seat)
{
    public Guid UserId { get; } = userId;
    public Guid Seat { get; } = seat;

    public abstract void Fail(Exception reason);
}

internal abstract class QueueRequest<TAnswer>(Guid userId, Guid seat) : QueueRequest(userId, seat)
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answer => _answer.Task;

    public void Confirm(TAnswer answer) => _answer.TrySetResult(answer);

    public override void Fail(Exception reason) => _answer.TrySetException(reason);
}

internal sealed class AnswerRequest(Guid userId, Guid seat, IReadOnlyList<AnnotationCommand> commands)
    : QueueRequest<IReadOnlyList<AnnotationReceipt>>(userId, seat)
{
    public IReadOnlyList<AnnotationCommand> Commands { get; } = commands;
}

internal sealed class TakeRequest(Guid userId, Guid seat, int wanted, IReadOnlyList<long> holding) : QueueRequest<TaskBatch>(userId, seat)
{
    public int Wanted { get; } = wanted;
    public IReadOnlyList<long> Holding { get; } = holding;
}

internal sealed class LeaveRequest(Guid userId, Guid seat) : QueueRequest<bool>(userId, seat);
