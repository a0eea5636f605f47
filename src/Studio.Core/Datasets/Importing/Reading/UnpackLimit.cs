namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>
/// Refuses a file once what comes out of it is out of proportion to what was sent: a small file cannot be made to fill the server.
/// </summary>
internal sealed class UnpackLimit(long packedLength)
{
    private const long AlwaysAllowed = 256L << 20;
    private const int Ratio = 200;

    /// <summary>Bytes unpacked so far.</summary>
    public long Unpacked { get; private set; }

    /// <exception cref="InvalidInputException">More has come out than any text would give.</exception>
    public void Add(long bytes)
    {
        Unpacked += bytes;
        if (Unpacked > AlwaysAllowed && Unpacked / Ratio > packedLength)
            throw new InvalidInputException(
                $"This file decompresses to more than {Ratio} times its size, which no text does. Upload it uncompressed if it is really meant.");
    }
}
