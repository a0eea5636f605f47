using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;

namespace Studio.Trainer.Formats;

/// <summary>
/// Writes safetensors files as Hugging Face's library does: larger element types first, then by name, the header padded to eight bytes and
/// marked <c>"format": "pt"</c>, so that the same tensors always give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int WriteAtOnce = 16 << 20;

    /// <summary>Writes the tensors to a new file and sends it to the disk before it returns.</summary>
    /// <param name="path">Replaced where it exists.</param>
    /// <param name="tensors">Name and tensor of any device and layout; names are unique.</param>
    /// <returns>The SHA-256 of the file, in lower-case hexadecimal digits.</returns>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static unsafe string Write(string path, IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        var ordered = tensors
            .OrderByDescending(t => t.Tensor.ElementSize)
            .ThenBy(t => TensorType.NameOf(t.Tensor.dtype), StringComparer.Ordinal)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        WriteBytes(file, sha, Header(ordered));
        foreach (var (_, tensor) in ordered)
        {
            using var scope = torch.NewDisposeScope();
            var contiguous = tensor.detach().cpu().contiguous();
            long length = contiguous.NumberOfElements * contiguous.ElementSize;
            byte* data = length == 0 ? null : (byte*)contiguous.DataAddress();
            for (long done = 0; done < length; done += WriteAtOnce)
                WriteBytes(file, sha, new(data + done, (int)Math.Min(WriteAtOnce, length - done)));
        }
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static byte[] Header(List<(string Name, torch.Tensor Tensor)> tensors)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in tensors)
                offset = WriteEntry(json, name, tensor, offset);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        byte[] header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, torch.Tensor tensor, long offset)
    {
        long end = offset + tensor.NumberOfElements * tensor.ElementSize;
        json.WriteStartObject(name);
        json.WriteString("dtype", TensorType.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (long size in tensor.shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private static void WriteBytes(FileStream file, IncrementalHash sha, ReadOnlySpan<byte> bytes)
    {
        file.Write(bytes);
        sha.AppendData(bytes);
    }
}
