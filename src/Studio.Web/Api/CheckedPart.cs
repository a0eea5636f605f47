using System.Security.Cryptography;
using Studio.Core;

namespace Studio.Web.Api;

/// <summary>The bytes of a part on their way through, which must come to the sum that the sender announced (tus 1.0.0, checksum extension).</summary>
internal sealed class CheckedPart(Stream content, IncrementalHash hash, byte[] expected) : Stream
{
    public const string Header = "Upload-Checksum", Algorithms = "sha1,sha256";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The body of a part, checked where its sender says what it comes to.</summary>
    /// <exception cref="InvalidInputException">The header names no sum that is known here.</exception>
    public static Stream Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var header))
            return request.Body;
        var parts = header.ToString().Split(' ', 2);
        var algorithm = parts[0] switch { "sha1" => HashAlgorithmName.SHA1, "sha256" => HashAlgorithmName.SHA256, _ => default };
        var sum = new byte[64];
        if (algorithm.Name is null || parts.Length < 2 || !Convert.TryFromBase64String(parts[1], sum, out var length))
            throw new InvalidInputException($"{Header} is an algorithm ({Algorithms}), a space, and the sum in Base64.");
        return new CheckedPart(request.Body, IncrementalHash.CreateHash(algorithm), sum[..length]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        if (read > 0)
            hash.AppendData(buffer.Span[..read]);
        else if (!buffer.IsEmpty && !hash.GetHashAndReset().AsSpan().SequenceEqual(expected))
            throw new WrongChecksumException();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A part arrived with other bytes than were sent; nothing of it counts.</summary>
internal sealed class WrongChecksumException() : StudioException("This part arrived with other bytes than its checksum says. Nothing of it was kept; send it again.")
{
    /// <summary>What tus answers then.</summary>
    public const int Status = 460;
}
