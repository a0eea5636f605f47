using System.Net;
using System.Security.Cryptography;

namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>
/// Brings one file of the hub to the disk: goes on where it stopped, waits when the hub asks for it, and throws away what has another size or sum
/// than was announced.
/// </summary>
internal sealed class FileFetch(HubClient hub, BasesOptions options, TimeProvider time)
{
    /// <param name="question">The model at its commit.</param>
    /// <param name="file">What was announced. Its ETag is kept up to date.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="keep">Stores the ETag before the first byte is.</param>
    /// <param name="progress">Bytes on disk, and what holds it up.</param>
    /// <param name="cancel">Stops; what is on disk stays for the next time.</param>
    /// <exception cref="HubException">It was not given, or not as announced.</exception>
    public async Task RunAsync(
        HubQuestion question, BaseModelFile file, string path, Func<BaseModelFile, Task> keep, Action<long, string?> progress, CancellationToken cancel)
    {
        var before = Length(path);
        await new HubRetry(options, time).RunAsync(async () =>
        {
            before = Length(path);
            if (before > file.Size)
                File.Delete(path);
            if (Length(path) < file.Size || file.Size == 0)
                await ReadAsync(question, file, path, keep, progress, cancel);
            await VerifyAsync(file, path, cancel);
        }, movedOn: () => Length(path) > before, waits: note => progress(Length(path), note), cancel);
    }

    private async Task ReadAsync(
        HubQuestion question, BaseModelFile file, string path, Func<BaseModelFile, Task> keep, Action<long, string?> progress, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var host = new Uri(options.HubAddress).Host;
        try
        {
            var from = Length(path);
            silence.CancelAfter(options.Silence);
            using var response = await hub.OpenAsync(question, file.Name, (from, file.ETag), silence.Token);
            host = response.RequestMessage!.RequestUri!.Host;
            // A whole answer to a question for the rest means that the content is another one, or that the server knows no ranges.
            var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == from && from > 0;
            var begin = goesOn ? from : 0;
            if (response.Content.Headers.ContentLength is { } length && begin + length != file.Size)
                throw new HubException($"{host} sends {begin + length:N0} bytes for {file.Name}, and the hub announced {file.Size:N0}. Nothing of it was kept; ask the model's owner.");
            if (!goesOn)
                await KeepTagAsync(file, response.Headers.ETag?.ToString(), keep);
            await using var target = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
            target.SetLength(begin);
            target.Position = begin;
            await CopyAsync(file, response, target, host, progress, silence);
        }
        catch (IOException error) when (error is not HttpIOException && error.HResult != -1 && DiskTrouble(error) is { } sentence)
        {
            throw new UnavailableException(sentence, error);
        }
        catch (Exception error) when (hub.Explain(error, host, cancel) is { } reason)
        {
            throw reason;
        }
    }

    private async Task CopyAsync(BaseModelFile file, HttpResponseMessage response, FileStream target, string host, Action<long, string?> progress, CancellationTokenSource silence)
    {
        await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
        var buffer = new byte[1 << 17];
        while (true)
        {
            silence.CancelAfter(options.Silence);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, silence.Token);
            }
            catch (IOException error)
            {
                throw new HubException($"{host} broke off in the middle of {file.Name}.", passes: true, inner: error);
            }

            if (read == 0)
                break;
            if (target.Position + read > file.Size)
            {
                target.SetLength(0);
                throw new HubException($"{host} sends more than the {file.Size:N0} bytes that the hub announced for {file.Name}. Nothing of it was kept; ask the model's owner.");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            progress(target.Position, null);
        }

        if (target.Position < file.Size)
            throw new HubException($"{host} ended {file.Name} after {target.Position:N0} of {file.Size:N0} bytes.", passes: true);
    }

    private static async Task VerifyAsync(BaseModelFile file, string path, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(path);
        var right = file switch
        {
            { Sha256: { } sha256 } => Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)) == sha256,
            { GitId: { } git } => await GitIdAsync(stream, cancel) == git,
            _ => true,
        };
        if (right)
            return;
        stream.Close();
        File.Delete(path);
        throw new HubException($"{file.Name} came with another {(file.Sha256 is null ? "content" : "SHA-256")} than the hub announced, and was thrown away. Go on to fetch it once more; if it happens again, ask the model's owner.");
    }

    // Git names a content by the SHA-1 of a small head and its bytes. It tells damage, which is what it is used for here.
#pragma warning disable CA5350, CA1850
    private static async Task<string> GitIdAsync(FileStream stream, CancellationToken cancel)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {stream.Length}\0")));
        var buffer = new byte[1 << 17];
        while (await stream.ReadAsync(buffer, cancel) is > 0 and var read)
            sha1.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(sha1.GetHashAndReset());
    }
#pragma warning restore CA5350, CA1850

    private static async Task KeepTagAsync(BaseModelFile file, string? tag, Func<BaseModelFile, Task> keep)
    {
        tag = tag?.Length <= 300 ? tag : null;
        if (tag == file.ETag)
            return;
        file.ETag = tag;
        await keep(file);
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string? DiskTrouble(IOException error) => (error.HResult & 0xFFFF) is 28 or 122 or 0x27 or 0x70
        ? "The disk of the storage folder is full. Free some space, then go on; what is here is kept." : null;
}
