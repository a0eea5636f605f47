using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Studio.Trainer.Runs.Tokens;

/// <summary>
/// Rows of tokens in a file, read row by row where they are needed: memory grows by a few bytes a row, not with the texts. The file is read by
/// position and not mapped into memory, since a mapped file that somebody shortens ends the process; here it is an ordinary error.
/// </summary>
/// <remarks>
/// Little-endian: 8 bytes of name and version; 64-bit counts of rows, tokens and lists a row (ids, then text numbers, then word numbers); 32 bytes of
/// SHA-256 of all that follows; for each row its lists of 32-bit numbers; for each row the 64-bit count of tokens up to its end; for each row a byte, 1
/// where it was cut.
/// </remarks>
internal sealed class TokenFile : IDisposable
{
    internal const int HeaderBytes = 8 + (3 * 8) + 32;
    internal static ReadOnlySpan<byte> Magic => "STUDTOK1"u8;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long[] _ends;
    private readonly byte[] _cut;
    private readonly int _lists;

    private TokenFile(SafeFileHandle file, string path, long[] ends, byte[] cut, int lists) => (_file, _path, _ends, _cut, _lists) = (file, path, ends, cut, lists);

    public int Count => _ends.Length;

    /// <summary>Opens a file and checks it against its hash; null where it is damaged or of another version.</summary>
    public static TokenFile? Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (Read(file, path) is { } found)
                return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be read is made anew.
        }
        file?.Dispose();
        return null;
    }

    public int Length(int row) => checked((int)(_ends[row] - Start(row)));

    public bool WasCut(int row) => _cut[row] != 0;

    /// <summary>One list of a row: 0 its ids, 1 which text each token is of, 2 which word.</summary>
    /// <exception cref="TrainingException">The file is not as it was any more.</exception>
    public int[] List(int row, int list)
    {
        int length = Length(row);
        int[] values = new int[length];
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        long at = HeaderBytes + (((Start(row) * _lists) + ((long)list * length)) * sizeof(int));
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file, bytes, at);
            if (read == 0)
                throw new TrainingException($"The file of tokens '{_path}' was shortened while the run was reading it. Start the run again: it goes on from its checkpoint, and the file is made anew.");
            bytes = bytes[read..];
            at += read;
        }
        return values;
    }

    public void Dispose() => _file.Dispose();

    private long Start(int row) => row == 0 ? 0 : _ends[row - 1];

    private static TokenFile? Read(SafeFileHandle file, string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) != HeaderBytes || !header[..8].SequenceEqual(Magic))
            return null;
        long rows = BinaryPrimitives.ReadInt64LittleEndian(header[8..]), tokens = BinaryPrimitives.ReadInt64LittleEndian(header[16..]), lists = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        if (rows is < 0 or > int.MaxValue || tokens < 0 || lists is < 1 or > 3)
            return null;
        long body = tokens * lists * sizeof(int);
        if (RandomAccess.GetLength(file) != HeaderBytes + body + (rows * 9) || !header[32..].SequenceEqual(Hash(file)))
            return null;
        long[] ends = new long[rows];
        byte[] cut = new byte[rows];
        Fill(file, MemoryMarshal.AsBytes(ends.AsSpan()), HeaderBytes + body);
        Fill(file, cut, HeaderBytes + body + (rows * 8));
        return new(file, path, ends, cut, (int)lists);
    }

    private static void Fill(SafeFileHandle file, Span<byte> target, long at)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(file, target, at);
            if (read == 0)
                throw new IOException("The file ends too early.");
            target = target[read..];
            at += read;
        }
    }

    private static byte[] Hash(SafeFileHandle file)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        long at = HeaderBytes;
        for (int read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            sha.AppendData(buffer, 0, read);
        return sha.GetHashAndReset();
    }
}

/// <summary>One list of each of some rows of a file, as if they were in memory.</summary>
/// <param name="file">Where they are.</param>
/// <param name="rows">Their numbers in it; null for all.</param>
/// <param name="list">Which list.</param>
internal sealed class TokenLists(TokenFile file, int[]? rows, int list) : IReadOnlyList<ReadOnlyMemory<int>>
{
    public int Count => rows?.Length ?? file.Count;

    public ReadOnlyMemory<int> this[int index] => file.List(rows is null ? index : rows[index], list);

    public IEnumerator<ReadOnlyMemory<int>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
