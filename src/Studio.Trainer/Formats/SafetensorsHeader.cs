using System.Buffers.Binary;
using System.Text.Json;

namespace Studio.Trainer.Formats;

/// <summary>
/// Reads the header of a safetensors file (https://huggingface.co/docs/safetensors) and trusts nothing in it: the length, the offsets and
/// the shapes come from whoever made the file. Memory stays bounded by <see cref="MaxLength"/>.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>Bytes of a header at most; the largest models need a few million.</summary>
    public const int MaxLength = 16 << 20;

    /// <summary>Tensors in one file at most.</summary>
    public const int MaxTensors = 50_000;

    public static (Dictionary<string, SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path)
    {
        long size = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[8];
        if (size < 10 || RandomAccess.Read(file, prefix, 0) < 8)
            throw Bad(path, "it is too short to hold a header; the download or copy may have been cut off");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length < 2 || length > MaxLength || (long)length > size - 8)
            throw LooksLikePickle(prefix) ? Pickle(path) : Bad(path, $"its header claims {length} bytes, and the file holds {size} (a header may have {MaxLength} at most)");

        byte[] json = new byte[length];
        for (int done = 0, read; done < json.Length; done += read)
            if ((read = RandomAccess.Read(file, json.AsSpan(done), 8 + done)) == 0)
                throw Bad(path, "it ended inside its header");
        if (json[0] != (byte)'{')
            throw LooksLikePickle(prefix) ? Pickle(path) : Bad(path, "its header does not begin with '{'");
        try
        {
            return Parse(json, 8 + (long)length, size, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"'{path}' is not a valid safetensors file: its header is not the JSON that the format asks for.", e);
        }
    }

    private static (Dictionary<string, SafetensorsEntry>, Dictionary<string, string>) Parse(byte[] json, long payload, long size, string path)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        bool metadataSeen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__")
            {
                if (metadataSeen)
                    throw Bad(path, "its metadata stands there twice");
                metadataSeen = true;
                ReadMetadata(ref reader, metadata, path);
                continue;
            }
            if (entries.Count >= MaxTensors)
                throw Bad(path, $"it lists more than {MaxTensors} tensors");
            if (!entries.TryAdd(name, SafetensorsEntryReader.Read(ref reader, name, payload, size, path)))
                throw Bad(path, $"the tensor '{name}' stands there twice");
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw Bad(path, "its header is not one JSON object");
        CheckCover(entries.Values, payload, size, path);
        return (entries, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(path, "its metadata is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || !metadata.TryAdd(key, reader.GetString()!))
                throw Bad(path, $"its metadata '{key}' is not one string");
        }
    }

    /// <summary>The tensors must fill the payload without a gap, an overlap or a rest: nothing can hide in a valid file.</summary>
    private static void CheckCover(IEnumerable<SafetensorsEntry> entries, long payload, long size, string path)
    {
        long position = payload;
        foreach (var entry in entries.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != position)
                throw Bad(path, $"the bytes of '{entry.Name}' {(entry.Offset < position ? "overlap with another tensor's" : "leave a gap before them")}");
            position += entry.Length;
        }
        if (position != size)
            throw Bad(path, $"{size - position} bytes follow its last tensor");
    }

    /// <summary>Asked only of what is no safetensors file: the length of a good header may begin with the same bytes.</summary>
    private static bool LooksLikePickle(ReadOnlySpan<byte> prefix) =>
        prefix[..4].SequenceEqual("PK\x03\x04"u8) || (prefix[0] == 0x80 && prefix[1] is >= 2 and <= 5);

    private static ModelFormatException Pickle(string path) =>
        new($"'{path}' is a pickle (the format of torch.save), which can run code when it is read. Convert the model to safetensors where you trust it, and bring that file.");

    internal static ModelFormatException Bad(string path, string what) => new($"'{path}' is not a valid safetensors file: {what}.");
}
