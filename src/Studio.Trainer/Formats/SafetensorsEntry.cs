namespace Studio.Trainer.Formats;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">Element type as the header names it, for example <c>F32</c>.</param>
/// <param name="Shape">Sizes of the dimensions; empty for a single value.</param>
/// <param name="Offset">Position of the first byte, counted from the start of the file.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length);
