namespace Studio.Core.Labeling.Queue;

/// <summary>One person's commands on their way to the disk.</summary>
internal sealed class AnswerRequest(Guid userId, Guid seat, IReadOnlyList<AnnotationCommand> commands)
{
    private readonly TaskCompletionSource<IReadOnlyList<AnnotationReceipt>> _receipts = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid UserId { get; } = userId;
    public Guid Seat { get; } = seat;
    public IReadOnlyList<AnnotationCommand> Commands { get; } = commands;
    public Task<IReadOnlyList<AnnotationReceipt>> Receipts => _receipts.Task;

    public void Confirm(IReadOnlyList<AnnotationReceipt> receipts) => _receipts.TrySetResult(receipts);

    public void Fail(Exception reason) => _receipts.TrySetException(reason);
}
