using Studio.Core.Storage;

namespace Studio.Core.Tuning;

/// <summary>
/// Each worker holds a locked file while it lives. The operating system lets go of it however the process ends, so that after a crash on this
/// machine its run goes on at once and not only when the lease is over.
/// </summary>
internal sealed class WorkerLocks(StorageRoot storage)
{
    /// <summary>Keep the stream open for as long as the worker lives.</summary>
    public FileStream Hold(string workerId) =>
        new(FileOf(workerId), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    /// <summary>True when the worker lived on this storage and is gone; false when it lives or nothing is known of it.</summary>
    public bool IsDead(string workerId)
    {
        try
        {
            using (new FileStream(FileOf(workerId), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string FileOf(string workerId) => storage.Worker(Guid.Parse(workerId));
}
