using ICSharpCode.SharpZipLib.GZip;
using ZstdSharp;

namespace Studio.Core.Datasets.Importing.Reading;

internal enum Packing { None, Gzip, Zstd }

/// <summary>An uploaded file: text, decompressed on the way, or Parquet. It knows how far its reader is.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly StrictTextReader? _text;

    public SourceFile(string path, FileEncoding encoding = FileEncoding.Detected)
    {
        Bytes = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            var start = magic[..Bytes.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
            Bytes.Position = 0;
            if (start.IsEmpty)
                throw new InvalidInputException("This file is empty: it holds no rows.");
            Refuse(start);
            IsParquet = start.SequenceEqual("PAR1"u8);
            Packing = start switch { [0x1F, 0x8B, ..] => Packing.Gzip, [0x28, 0xB5, 0x2F, 0xFD] => Packing.Zstd, _ => Packing.None };
            _text = IsParquet ? null : new StrictTextReader(Content(), encoding);
        }
        catch
        {
            Bytes.Dispose();
            throw;
        }
    }

    /// <summary>The file as it came.</summary>
    public FileStream Bytes { get; }

    /// <exception cref="InvalidInputException">The file is Parquet.</exception>
    public StrictTextReader Text => _text ?? throw new InvalidInputException("This is a Parquet file. Choose Parquet under “Form”.");

    public Packing Packing { get; }

    public bool IsParquet { get; }

    /// <summary>How much of the file has been read, from 0 to 1.</summary>
    public double Fraction => Math.Min(1, (double)Bytes.Position / Bytes.Length);

    public void Dispose()
    {
        _text?.Dispose();
        Bytes.Dispose();
    }

    // The framework's own stream takes a gzip file that was cut off for one that ends.
    private Stream Content() => Packing switch
    {
        Packing.Gzip => new BoundedStream(new GZipInputStream(Bytes, 1 << 16), Bytes),
        Packing.Zstd => new BoundedStream(new DecompressionStream(Bytes, 1 << 16), Bytes),
        _ => Bytes,
    };

    private static void Refuse(ReadOnlySpan<byte> magic)
    {
        var what = magic switch
        {
            [(byte)'P', (byte)'K', 3, 4] => "a ZIP archive or a spreadsheet (XLSX). Export it as CSV, or unpack it first",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'E'] => "an encrypted Parquet file. Write it without encryption",
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F'] => "a PDF document. Copy its text into a CSV file",
            [(byte)'B', (byte)'Z', (byte)'h', _] => "compressed with bzip2. Use gzip or zstd, or unpack it first",
            [0xFD, (byte)'7', (byte)'z', (byte)'X'] => "compressed with xz. Use gzip or zstd, or unpack it first",
            _ => null,
        };
        if (what is not null)
            throw new InvalidInputException($"This file is {what}, then upload it again.");
    }
}
