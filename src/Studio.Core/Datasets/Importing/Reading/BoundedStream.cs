using ICSharpCode.SharpZipLib;
using ZstdSharp;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Decompressed bytes, within the limit. What is wrong with the compression is said as a sentence.</summary>
internal sealed class BoundedStream(Stream decompressed, Stream compressed) : Stream
{
    private readonly UnpackLimit _limit = new(compressed.Length);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _limit.Unpacked;
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
        catch (Exception error) when (error is SharpZipBaseException or ZstdException or EndOfStreamException)
        {
            throw new InvalidInputException("The compressed file is damaged or was cut off on the way. Compress it again, or upload it uncompressed.");
        }

        _limit.Add(read);
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
