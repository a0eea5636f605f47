using ICSharpCode.SharpZipLib.GZip;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>An uploaded file, decompressed on the way when it is gzip. It knows how far its reader is.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly FileStream _file;

    public SourceFile(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            (IsCompressed, var content) = Recognise(_file);
            Text = new StrictTextReader(content);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public StrictTextReader Text { get; }

    public bool IsCompressed { get; }

    /// <summary>How much of the file has been read, from 0 to 1.</summary>
    public double Fraction => Math.Min(1, (double)_file.Position / _file.Length);

    public void Dispose()
    {
        Text.Dispose();
        _file.Dispose();
    }

    private static (bool IsCompressed, Stream Content) Recognise(FileStream file)
    {
        Span<byte> magic = stackalloc byte[4];
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (read == 0)
            throw new InvalidInputException("This file is empty: it holds no rows.");
        Refuse(magic[..read]);
        // The framework's own stream takes a file that was cut off for one that ends.
        return magic is [0x1F, 0x8B, ..]
            ? (true, new BoundedStream(new GZipInputStream(file, 1 << 16), file))
            : (false, file);
    }

    private static void Refuse(ReadOnlySpan<byte> magic)
    {
        var what = magic switch
        {
            [(byte)'P', (byte)'K', 3, 4] => "a ZIP archive or a spreadsheet (XLSX). Export it as CSV, or unpack it first",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1'] => "a Parquet file. Export it as CSV, TSV or JSON Lines",
            [0x28, 0xB5, 0x2F, 0xFD] => "compressed with zstd. Use gzip, or unpack it first",
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F'] => "a PDF document. Copy its text into a CSV file",
            _ => null,
        };
        if (what is not null)
            throw new InvalidInputException($"This file is {what}, then upload it again.");
    }
}
