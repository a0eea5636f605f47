using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Studio.Trainer.Runs.Tokens;

/// <summary>Writes rows of tokens one after the other; the file has its name only once it is whole.</summary>
internal sealed class TokenFileWriter : IDisposable
{
    private readonly string _path, _staged;
    private readonly FileStream _file;
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<long> _ends = [];
    private readonly List<byte> _cut = [];
    private readonly int _lists;
    private bool _done;

    /// <param name="path">Where the file is to be.</param>
    /// <param name="lists">1 for ids, 2 with text numbers, 3 with word numbers.</param>
    public TokenFileWriter(string path, int lists)
    {
        (_path, _staged, _lists) = (path, $"{path}.tmp-{Guid.NewGuid():N}", lists);
        _file = new(_staged, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _file.Write(new byte[TokenFile.HeaderBytes]);
    }

    public void Add(Text.Encoding row)
    {
        Append(MemoryMarshal.AsBytes(row.Ids.AsSpan()));
        if (_lists > 1)
            Append(MemoryMarshal.AsBytes(row.TypeIds.AsSpan()));
        if (_lists > 2)
            Append(MemoryMarshal.AsBytes(row.WordIds.AsSpan()));
        _ends.Add((_ends.Count == 0 ? 0 : _ends[^1]) + row.Length);
        _cut.Add(row.Truncated ? (byte)1 : (byte)0);
    }

    public void Finish()
    {
        Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_ends)));
        Append(CollectionsMarshal.AsSpan(_cut));
        byte[] header = new byte[TokenFile.HeaderBytes];
        TokenFile.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), _ends.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), _ends.Count == 0 ? 0 : _ends[^1]);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), _lists);
        _sha.GetHashAndReset().CopyTo(header, 32);
        _file.Position = 0;
        _file.Write(header);
        // Not flushed to the disk: what a loss of power leaves does not fit its hash and is made anew.
        _file.Dispose();
        File.Move(_staged, _path, overwrite: true);
        _done = true;
    }

    public void Dispose()
    {
        _sha.Dispose();
        _file.Dispose();
        if (!_done)
            File.Delete(_staged);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _sha.AppendData(bytes);
    }
}
