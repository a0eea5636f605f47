namespace Studio.Core.Datasets.Importing.Reading;

internal enum TextEncoding { Utf8, Utf16LittleEndian, Utf16BigEndian, Windows1252 }

/// <summary>Tells how a file's text is encoded from its first bytes, and how many of them are its byte order mark.</summary>
internal static class TextEncodings
{
    public const int BytesNeeded = 4096;

    /// <exception cref="InvalidInputException">The file is UTF-32 or no text at all.</exception>
    public static (TextEncoding Encoding, int MarkLength) Detect(ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
            throw new InvalidInputException("This file is encoded as UTF-32. Save it as UTF-8, then upload it again.");
        if (start is [0xEF, 0xBB, 0xBF, ..])
            return (TextEncoding.Utf8, 3);
        if (start is [0xFF, 0xFE, ..])
            return (TextEncoding.Utf16LittleEndian, 2);
        if (start is [0xFE, 0xFF, ..])
            return (TextEncoding.Utf16BigEndian, 2);
        return (WithoutMark(start), 0);
    }

    // Text in Latin letters has a zero in every second byte of UTF-16, and no zero at all in UTF-8.
    private static TextEncoding WithoutMark(ReadOnlySpan<byte> start)
    {
        int evenZeros = 0, oddZeros = 0;
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] == 0)
                _ = i % 2 == 0 ? evenZeros++ : oddZeros++;
        }

        var pairs = start.Length / 2;
        if (oddZeros > pairs / 4 && evenZeros <= pairs / 50)
            return TextEncoding.Utf16LittleEndian;
        if (evenZeros > pairs / 4 && oddZeros <= pairs / 50)
            return TextEncoding.Utf16BigEndian;
        if (evenZeros + oddZeros > 0)
            throw new InvalidInputException("This file is not text: it holds zero bytes. Import reads CSV, TSV, JSON and JSON Lines, plain or compressed with gzip or zstd, and Parquet.");
        return TextEncoding.Utf8;
    }
}
