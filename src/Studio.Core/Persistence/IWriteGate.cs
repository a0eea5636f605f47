namespace Studio.Core.Persistence;

/// <summary>
/// The way into the database for everything that writes. The work runs in a transaction of its own, sees no half of another's, and is on disk
/// when the task completes. It may run more than once, so it touches nothing but the context it is given; changes are saved for it.
/// </summary>
public interface IWriteGate
{
    Task<T> WriteAsync<T>(Func<StudioDb, CancellationToken, Task<T>> work, CancellationToken cancel = default);

    Task WriteAsync(Func<StudioDb, CancellationToken, Task> work, CancellationToken cancel = default) =>
        WriteAsync(async (db, token) =>
        {
            await work(db, token);
            return true;
        }, cancel);
}
