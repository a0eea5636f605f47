using System.Text.Json;

namespace Studio.Trainer.Formats;

/// <summary>Reads one tensor's description and checks it against itself and the file.</summary>
internal static class SafetensorsEntryReader
{
    public static SafetensorsEntry Read(ref Utf8JsonReader reader, string name, long payload, long size, string path)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw SafetensorsHeader.Bad(path, $"the description of '{name}' is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref reader, name, path);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, name, path);
                    break;
                default:
                    throw SafetensorsHeader.Bad(path, $"the description of '{name}' holds '{key}', which is unknown or there twice");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
            throw SafetensorsHeader.Bad(path, $"the description of '{name}' lacks dtype, shape or data_offsets");
        if (!TensorType.TryGet(type, out _, out int elementSize))
            throw SafetensorsHeader.Bad(path, $"'{name}' has the element type '{type}', which Studio does not read");
        if (begin > end || end > size - payload)
            throw SafetensorsHeader.Bad(path, $"the bytes of '{name}' lie outside the file");
        if (ByteCount(shape, elementSize) is not { } bytes || bytes != end - begin)
            throw SafetensorsHeader.Bad(path, $"'{name}' has {end - begin} bytes, which is not what its shape [{string.Join(", ", shape)}] needs");
        return new(name, type, shape, payload + begin, end - begin);
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, string name, string path)
    {
        var numbers = new List<long>(4);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw SafetensorsHeader.Bad(path, $"the description of '{name}' holds something else than a list of numbers");
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0 || numbers.Count == 16)
                throw SafetensorsHeader.Bad(path, $"the description of '{name}' holds a number that is no size");
            numbers.Add(number);
        }
        if (reader.TokenType != JsonTokenType.EndArray)
            throw SafetensorsHeader.Bad(path, $"the description of '{name}' holds something else than a list of numbers");
        return numbers;
    }

    private static long? ByteCount(List<long> shape, int elementSize)
    {
        try
        {
            return shape.Aggregate((long)elementSize, (product, n) => checked(product * n));
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
