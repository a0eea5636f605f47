using System.Runtime.InteropServices;

namespace Studio.Trainer.Native;

/// <summary>Writes that are on the disk when they return, folders included. .NET has no call that flushes a folder.</summary>
internal static partial class DurableFiles
{
    private const int ReadOnlyFlag = 0;

    /// <summary>Replaces a small file as a whole: readers see the old or the new one, never a part.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string staged = $"{path}.tmp-{Guid.NewGuid():N}";
        try
        {
            Write(staged, content);
            File.Move(staged, path, overwrite: true);
        }
        catch
        {
            File.Delete(staged);
            throw;
        }
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes renames and new names in the folder survive a loss of power. Windows writes them with the files.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
            throw new IOException($"The folder '{folder}' cannot be opened to flush it (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Sync(descriptor) != 0)
                throw new IOException($"The folder '{folder}' cannot be flushed (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
