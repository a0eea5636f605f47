using Microsoft.Win32.SafeHandles;
using TorchSharp;

namespace Studio.Trainer.Formats;

/// <summary>
/// An open safetensors file. Tensors are read straight into the memory of a new tensor. The file is read and not mapped: a mapped file that
/// someone shortens takes the process down, a read one gives an error.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int ReadAtOnce = 64 << 20;
    private readonly SafeFileHandle _file;

    private SafetensorsFile(SafeFileHandle file, string path, Dictionary<string, SafetensorsEntry> entries, Dictionary<string, string> metadata) =>
        (_file, Path, Entries, Metadata) = (file, path, entries, metadata);

    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens the file and checks its whole header.</summary>
    /// <exception cref="ModelFormatException">It is no safetensors file, or its header contradicts itself or the file.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"'{path}' cannot be read: {e.Message}", e);
        }
        try
        {
            var (entries, metadata) = SafetensorsHeader.Read(file, path);
            return new(file, path, entries, metadata);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A new tensor on the processor with the shape and element type of the file, in the current dispose scope.</summary>
    /// <exception cref="ModelFormatException">There is no such tensor, or the file became shorter since it was opened.</exception>
    public unsafe torch.Tensor Read(string name)
    {
        if (!Entries.TryGetValue(name, out var entry))
            throw new ModelFormatException($"'{Path}' holds no tensor '{name}'.");
        _ = TensorType.TryGet(entry.Type, out var type, out _);
        var tensor = torch.empty([.. entry.Shape], dtype: type);
        if (entry.Length == 0)
            return tensor;
        byte* destination = (byte*)tensor.DataAddress();
        for (long done = 0; done < entry.Length;)
        {
            var piece = new Span<byte>(destination + done, (int)Math.Min(ReadAtOnce, entry.Length - done));
            int read = RandomAccess.Read(_file, piece, entry.Offset + done);
            if (read == 0)
                throw new ModelFormatException($"'{Path}' ended inside the tensor '{name}'; it was changed while it was read.");
            done += read;
        }
        return tensor;
    }

    public void Dispose() => _file.Dispose();
}
