using System.Security.Cryptography;
using Studio.Core.Storage;

namespace Studio.Core.Datasets.Importing;

/// <summary>Writes uploaded files under the storage root, whole or in parts, and says in a sentence when the disk does not play along.</summary>
public sealed class UploadFiles(StorageRoot storage, DatasetsOptions options)
{
    private const int DiskFullOnUnix = 28, DiskFullOnWindows = unchecked((int)0x80070070);

    public string Path(Guid id) => storage.Upload(id);

    public void Delete(Guid id) => File.Delete(Path(id));

    /// <exception cref="InvalidInputException">A file of that size is not taken.</exception>
    public void CheckSize(long bytes)
    {
        if (bytes == 0)
            throw new InvalidInputException("This file is empty: it holds no rows.");
        if (bytes > options.MaxUploadBytes)
            throw new InvalidInputException($"This file is larger than {Sizes.Of(options.MaxUploadBytes)}, the limit of this server (Studio:Datasets:MaxUploadBytes).");
    }

    /// <exception cref="UnavailableException">So much will not fit.</exception>
    public void CheckSpace(long bytes)
    {
        var free = new DriveInfo(storage.Path).AvailableFreeSpace;
        if (bytes > free)
            throw new UnavailableException($"The server's disk has {Sizes.Of(free)} left, and this file has {Sizes.Of(bytes)}. Free some space, then send it again.");
    }

    /// <summary>A whole file from a stream whose length nobody knows. Nothing is kept of one that breaks off.</summary>
    public async Task<(long Size, string Sha256)> StoreAsync(Guid id, Stream content, Action<long>? progress = null, CancellationToken cancel = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        try
        {
            await using var file = new FileStream(Path(id), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            var buffer = new byte[1 << 17];
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var read)
            {
                size += read;
                if (size > options.MaxUploadBytes)
                    CheckSize(size);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                progress?.Invoke(size);
            }

            CheckSize(size);
            return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception error)
        {
            Delete(id);
            throw Explain(error) ?? error;
        }
    }

    /// <summary>
    /// Writes a part where the last one ended, and returns how many bytes are on disk then. A part that breaks off counts as far as it came.
    /// </summary>
    public async Task<long> AppendAsync(Guid id, long offset, long length, Stream content, CancellationToken cancel)
    {
        await using var file = Open(id);
        file.SetLength(offset);
        file.Position = offset;
        var buffer = new byte[1 << 17];
        try
        {
            while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
            {
                if (file.Position + read > length)
                    throw new InvalidInputException($"More came than the {length:N0} bytes that were announced. Choose the file again; it may have changed meanwhile.");
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }
        }
        catch (Exception error) when (IsFull(error))
        {
            throw Explain(error)!;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The connection broke: what came before stays, and the sender asks from where to go on.
        }

        file.Flush(flushToDisk: true);
        return file.Position;
    }

    public async Task<string> HashAsync(Guid id, CancellationToken cancel)
    {
        await using var file = File.OpenRead(Path(id));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private FileStream Open(Guid id)
    {
        try
        {
            return new FileStream(Path(id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1);
        }
        catch (IOException error) when (!IsFull(error))
        {
            throw new ConflictException("This file is being sent from another window.");
        }
    }

    private static bool IsFull(Exception error) => error is IOException { HResult: DiskFullOnUnix or DiskFullOnWindows };

    private static UnavailableException? Explain(Exception error) => IsFull(error)
        ? new UnavailableException("The server's disk is full. Free some space, then send the file again.", error)
        : null;
}
