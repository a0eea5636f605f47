using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Studio.Core.Datasets.Duplicates;

namespace Studio.Core.Datasets.Vectors;

/// <summary>Whose a vector is: the example, and its text as it was then (<see cref="VectorFile.KeyOf"/>).</summary>
internal readonly record struct VectorHead(long ExampleId, UInt128 TextKey);

/// <summary>
/// The vectors of one dataset by one encoder. Records are only ever appended, each with a checksum; what a crash left half written is found and cut off.
/// A record belongs to the text that it was computed from: where an example's text is another by now, it counts for nothing.
/// Bytes: <c>STUDIOV1</c>, dimensions (4), 4 of zero, SHA-256 of the encoder's key (32); then for each: example (8), text (16), checksum (8), numbers (2 each).
/// </summary>
internal sealed class VectorFile
{
    private const int HeaderBytes = 48, HeadBytes = 32, BlockBytes = 1 << 20;

    private VectorFile(string path, int dimensions) => (Path, Dimensions) = (path, dimensions);

    public string Path { get; }

    public int Dimensions { get; }

    private int RecordBytes => HeadBytes + 2 * Dimensions;

    public static UInt128 KeyOf(string text) => NormalText.Key(text);

    /// <summary>The file as it is; null where there is none of this encoder.</summary>
    public static VectorFile? Find(string path, string encoderKey)
    {
        if (!File.Exists(path))
            return null;
        Span<byte> header = stackalloc byte[HeaderBytes];
        using var file = Reading(path);
        return file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes && header[..8].SequenceEqual("STUDIOV1"u8)
            && header[16..].SequenceEqual(HashOf(encoderKey)) && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) is > 0 and <= 65536 and var dimensions
            ? new VectorFile(path, dimensions) : null;
    }

    /// <summary>An empty file in place of whatever was there.</summary>
    public static VectorFile Create(string path, string encoderKey, int dimensions)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        Span<byte> header = stackalloc byte[HeaderBytes];
        "STUDIOV1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], dimensions);
        HashOf(encoderKey).CopyTo(header[16..]);
        File.WriteAllBytes(path, header);
        return new VectorFile(path, dimensions);
    }

    /// <summary>Reads block by block, in one buffer that the next block overwrites; ends where the first broken record begins.</summary>
    /// <param name="read">Gets the heads and, one after another, their packed vectors; false ends the reading.</param>
    /// <param name="cancel">Ends it between two blocks.</param>
    /// <returns>The bytes that are sound.</returns>
    public long Read(Func<ReadOnlySpan<VectorHead>, ReadOnlySpan<short>, bool> read, CancellationToken cancel = default)
    {
        var rows = Math.Max(1, BlockBytes / RecordBytes);
        var (buffer, heads, vectors) = (new byte[rows * RecordBytes], new VectorHead[rows], new short[rows * Dimensions]);
        using var file = Reading(Path);
        file.Position = HeaderBytes;
        long sound = HeaderBytes;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var whole = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) / RecordBytes;
            var count = 0;
            while (count < whole && Take(buffer.AsSpan(count * RecordBytes, RecordBytes), ref heads[count], vectors.AsSpan(count * Dimensions, Dimensions)))
                count++;
            sound += (long)count * RecordBytes;
            if (count > 0 && !read(heads.AsSpan(0, count), vectors.AsSpan(0, count * Dimensions)) || count < rows)
                return sound;
        }
    }

    /// <summary>The record at a place counted from 0, packed.</summary>
    public short[] At(long place)
    {
        var (record, head, vector) = (new byte[RecordBytes], default(VectorHead), new short[Dimensions]);
        using var file = Reading(Path);
        file.Position = HeaderBytes + place * RecordBytes;
        file.ReadExactly(record);
        return Take(record, ref head, vector) ? vector : throw new InvalidDataException($"Record {place} of {Path} is broken.");
    }

    /// <summary>Cuts the file to its sound part, for appending.</summary>
    public void CutTo(long bytes)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > bytes)
            file.SetLength(bytes);
    }

    public Stream Append() => new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BlockBytes);

    /// <summary>Writes the file anew with the records that are wanted, and puts it in this one's place at once.</summary>
    public void Keep(Func<VectorHead, bool> wanted, CancellationToken cancel)
    {
        var fresh = Path + ".new";
        using (var to = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, BlockBytes))
        {
            var header = new byte[HeaderBytes];
            using (var file = Reading(Path))
                file.ReadExactly(header);
            to.Write(header);
            Read((heads, vectors) =>
            {
                for (var i = 0; i < heads.Length; i++)
                {
                    if (wanted(heads[i]))
                        Write(to, heads[i], vectors.Slice(i * Dimensions, Dimensions));
                }

                return true;
            }, cancel);
        }

        File.Move(fresh, Path, overwrite: true);
    }

    public void Write(Stream to, VectorHead head, ReadOnlySpan<short> packed)
    {
        Span<byte> record = stackalloc byte[HeadBytes];
        var bytes = MemoryMarshal.AsBytes(packed);
        BinaryPrimitives.WriteInt64LittleEndian(record, head.ExampleId);
        BinaryPrimitives.WriteUInt128LittleEndian(record[8..], head.TextKey);
        BinaryPrimitives.WriteUInt64LittleEndian(record[24..], Checksum(record[..24], bytes));
        to.Write(record);
        to.Write(bytes);
    }

    private static bool Take(ReadOnlySpan<byte> record, ref VectorHead head, Span<short> vector)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(record[24..]) != Checksum(record[..24], record[HeadBytes..]))
            return false;
        head = new VectorHead(BinaryPrimitives.ReadInt64LittleEndian(record), BinaryPrimitives.ReadUInt128LittleEndian(record[8..]));
        record[HeadBytes..].CopyTo(MemoryMarshal.AsBytes(vector));
        return true;
    }

    private static ulong Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> vector) => XxHash3.HashToUInt64(vector, (long)XxHash3.HashToUInt64(head));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static FileStream Reading(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
}
