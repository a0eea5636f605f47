using ICSharpCode.SharpZipLib;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Decompressed bytes, refused once they are out of proportion to what was sent: a small file cannot be made to fill the server.</summary>
internal sealed class BoundedStream(Stream decompressed, Stream compressed) : Stream
{
    private const long AlwaysAllowed = 256L << 20;
    private const int Ratio = 200;

    private long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = decompressed.Read(buffer);
        }
        catch (Exception error) when (error is SharpZipBaseException or EndOfStreamException)
        {
            throw new InvalidInputException("The compressed file is damaged or was cut off on the way. Compress it again, or upload it uncompressed.");
        }

        _read += read;
        if (_read > AlwaysAllowed && _read / Ratio > compressed.Length)
            throw new InvalidInputException(
                $"This file decompresses to more than {Ratio} times its size, which no text does. Upload it uncompressed if it is really meant.");
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decompressed.Dispose();
        base.Dispose(disposing);
    }
}
