using TorchSharp;

namespace Studio.Trainer.Formats;

/// <summary>The element types of the safetensors format, by the names that its header uses.</summary>
internal static class TensorType
{
    private static readonly Dictionary<string, (torch.ScalarType Type, int Size)> Known = new(StringComparer.Ordinal)
    {
        ["F64"] = (torch.ScalarType.Float64, 8),
        ["F32"] = (torch.ScalarType.Float32, 4),
        ["F16"] = (torch.ScalarType.Float16, 2),
        ["BF16"] = (torch.ScalarType.BFloat16, 2),
        ["I64"] = (torch.ScalarType.Int64, 8),
        ["I32"] = (torch.ScalarType.Int32, 4),
        ["I16"] = (torch.ScalarType.Int16, 2),
        ["I8"] = (torch.ScalarType.Int8, 1),
        ["U8"] = (torch.ScalarType.Byte, 1),
        ["BOOL"] = (torch.ScalarType.Bool, 1),
    };

    public static bool TryGet(string name, out torch.ScalarType type, out int size)
    {
        bool found = Known.TryGetValue(name, out var entry);
        (type, size) = entry;
        return found;
    }

    public static string NameOf(torch.ScalarType type) => Known.First(pair => pair.Value.Type == type).Key;
}
