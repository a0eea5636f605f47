namespace Studio.Core.Persistence;

/// <summary>Work that waits for the writer. It is answered only after the group that it ran in is on disk.</summary>
internal abstract class WriteRequest
{
    /// <summary>Who was told something; empty when the work failed.</summary>
    public IReadOnlyCollection<Guid> Notified { get; protected set; } = [];

    public abstract Task<bool> TryRun(StudioDb db);

    public abstract void Acknowledge();

    public abstract void Fail(Exception reason);
}

internal sealed class WriteRequest<T>(Func<StudioDb, CancellationToken, Task<T>> work, CancellationToken cancel) : WriteRequest
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;
    private Exception? _failure;

    public Task<T> Result => _answer.Task;

    public override async Task<bool> TryRun(StudioDb db)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            _value = await work(db, cancel);
            await db.SaveChangesAsync(cancel);
            Notified = db.Notified;
            return true;
        }
        catch (Exception error)
        {
            _failure = SqliteFailure.Explain(error);
            return false;
        }
    }

    public override void Acknowledge()
    {
        if (_failure is OperationCanceledException)
            _answer.TrySetCanceled(cancel);
        else if (_failure is not null)
            _answer.TrySetException(_failure);
        else
            _answer.TrySetResult(_value!);
    }

    public override void Fail(Exception reason) => _answer.TrySetException(_failure ?? reason);
}
