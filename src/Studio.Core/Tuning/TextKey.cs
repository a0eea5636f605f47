using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Core.Tuning;

/// <summary>The same for texts that differ only in case and white space: sixteen bytes a row, however long it is.</summary>
internal static class TextKey
{
    public static UInt128 Of(string text)
    {
        var plain = string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(plain)));
    }
}
