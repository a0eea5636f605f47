using System.Formats.Tar;
using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ZstdSharp;

namespace Studio.Core.Tuning.Bases.Archives;

/// <summary>Something in an archive, in its order. <see cref="Content"/> is read before the next one is asked for.</summary>
/// <param name="Path">As the archive has it; not to be trusted.</param>
/// <param name="IsFile">False for folders.</param>
/// <param name="IsStrange">Links, devices and other things that are neither file nor folder.</param>
/// <param name="Content">Null where there is none.</param>
internal sealed record ArchiveEntry(string Path, bool IsFile, bool IsStrange, Stream? Content);

/// <summary>Reads zip and tar, plain or compressed. What it is is told by its first bytes, not by its name.</summary>
internal static class ArchiveEntries
{
    private const int UnixLink = 0xA000, UnixKind = 0xF000;

    /// <exception cref="InvalidInputException">It is no archive, or damaged.</exception>
    public static IEnumerable<ArchiveEntry> Read(FileStream archive)
    {
        Span<byte> start = stackalloc byte[4];
        archive.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        archive.Position = 0;
        return start switch
        {
            [(byte)'P', (byte)'K', 3 or 5, 4 or 6] => Sentences(Zip(archive)),
            [0x1f, 0x8b, ..] => Sentences(Tar(new GZipStream(archive, CompressionMode.Decompress))),
            [0x28, 0xb5, 0x2f, 0xfd] => Sentences(Tar(new DecompressionStream(archive))),
            _ => Sentences(Tar(archive)),
        };
    }

    private static IEnumerable<ArchiveEntry> Zip(FileStream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            var folder = entry.FullName.EndsWith('/');
            var link = ((entry.ExternalAttributes >> 16) & UnixKind) == UnixLink;
            using var content = folder ? null : entry.Open();
            yield return new(entry.FullName, !folder, link || entry.IsEncrypted, content);
        }
    }

    private static IEnumerable<ArchiveEntry> Tar(Stream stream)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
                continue;
            var file = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            yield return new(entry.Name, file, !file && entry.EntryType != TarEntryType.Directory, entry.DataStream ?? (file ? Stream.Null : null));
        }
    }

    private static IEnumerable<ArchiveEntry> Sentences(IEnumerable<ArchiveEntry> entries)
    {
        using var each = entries.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                    yield break;
            }
            catch (Exception error) when (Damaged(error) is { } sentence)
            {
                throw sentence;
            }

            yield return each.Current;
        }
    }

    /// <summary>The sentence for an archive that cannot be read on; null for other errors.</summary>
    public static InvalidInputException? Damaged(Exception error) => error is InvalidDataException or FormatException or EndOfStreamException or ZstdException or SharpZipBaseException or NotSupportedException or ArgumentException
        ? new InvalidInputException("This is not an archive that can be read: it is damaged, was cut off, or is neither .zip, .tar, .tar.gz nor .tar.zst. Pack the model's folder again.") : null;
}
