namespace Studio.Core.Datasets.Exporting;

/// <summary>
/// Takes what a writer writes at once, and hands it on when asked to: formats that write without waiting, and ask where they are, go out over
/// a connection that does neither.
/// </summary>
internal sealed class OutputBuffer(Stream output) : Stream
{
    private readonly MemoryStream _held = new();
    private long _passed;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _passed + _held.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public async Task PassOnAsync(CancellationToken cancel)
    {
        await output.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancel);
        _passed += _held.Length;
        _held.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
