using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Trainer.Native;

/// <summary>
/// What TorchSharp's bridge asks of libtorch. The bridge was built for one libtorch; another one may lack some of it, which shows only when the function
/// is called and then ends the process. Here it is known before (Linux; ELF specification, sections <c>.dynsym</c> and <c>.dynstr</c>).
/// </summary>
internal static class BridgeSymbols
{
    private const int SymbolTable = 11, SymbolSize = 24, SectionSize = 64, Weak = 2;

    /// <summary>Names that the bridge needs and that none of the loaded libraries has; null where the system's libraries are of another kind.</summary>
    public static IReadOnlyList<string>? Missing()
    {
        Libtorch.Load();
        if (!OperatingSystem.IsLinux())
            return null;
        nint[] libraries = [.. new[] { "libtorch.so", "libtorch_cpu.so", "libc10.so", "libtorch_cuda.so" }
            .Select(name => Path.Combine(Libtorch.Folder!, name)).Where(File.Exists).Select(file => NativeLibrary.Load(file)), Libtorch.Bridge];
        return [.. Needed(File.ReadAllBytes(Libtorch.BridgeFile!)).Where(name => !libraries.Any(library => NativeLibrary.TryGetExport(library, name, out _)))];
    }

    /// <summary>The undefined symbols of a 64-bit library, weak ones left out.</summary>
    internal static IEnumerable<string> Needed(byte[] file)
    {
        int sections = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(0x28))), count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3c));
        for (int i = 0; i < count; i++)
        {
            int header = sections + (i * SectionSize);
            if (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(header + 4)) != SymbolTable)
                continue;
            var (start, size) = Place(file, header);
            var (strings, _) = Place(file, sections + (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(header + 0x28)) * SectionSize));
            for (int symbol = start; symbol < start + size; symbol += SymbolSize)
                if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(symbol + 6)) == 0 && file[symbol + 4] >> 4 != Weak && BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(symbol)) is > 0 and var name)
                    yield return Text(file, strings + name);
        }
    }

    private static (int Start, int Size) Place(byte[] file, int header) =>
        (checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(header + 0x18))), checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(header + 0x20))));

    private static string Text(byte[] file, int start) => Encoding.ASCII.GetString(file.AsSpan(start)[..file.AsSpan(start).IndexOf((byte)0)]);
}
