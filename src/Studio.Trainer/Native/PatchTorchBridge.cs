// Compiled by MSBuild as an inline task (see Libtorch.targets), not as part of the assembly.
#nullable enable
using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies the Linux bridge of TorchSharp so that it loads with the C++ runtime of GCC 10 and newer. The file as shipped needs version
/// GLIBCXX_3.4.32 for one symbol, std::ios_base_library_init(), an empty marker. The copy names std::get_terminate() of GLIBCXX_3.4.20
/// in its place: same signature, no effect. A file without exactly those bytes is copied as it is, and the build says so.
/// </summary>
public sealed class PatchTorchBridge : Task
{
    private const string OldVersion = "GLIBCXX_3.4.32";
    private const string NewVersion = "GLIBCXX_3.4.20";
    private const string OldSymbol = "_ZSt21ios_base_library_initv";
    private const string NewSymbol = "_ZSt13get_terminatev";

    [Required]
    public string SourceFile { get; set; } = "";

    [Required]
    public string DestinationFile { get; set; } = "";

    public override bool Execute()
    {
        byte[] file = File.ReadAllBytes(SourceFile);
        string? refusal = Patch(file);
        if (refusal != null)
        {
            file = File.ReadAllBytes(SourceFile);
            Log.LogMessage(MessageImportance.High, "TorchSharp's bridge is used as it is, because " + refusal + ". It may ask for a C++ library newer than this machine's.");
        }

        // Renamed into place: a program that has the old copy mapped keeps it, and builds beside each other never see half a file.
        string staged = DestinationFile + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(staged, file);
        if (File.Exists(DestinationFile))
            File.Replace(staged, DestinationFile, null);
        else
            File.Move(staged, DestinationFile);
        return true;
    }

    private static string? Patch(byte[] file)
    {
        if (file.Length < 64 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F' || file[4] != 2)
            return "it is not a 64-bit ELF file";
        if (!Section(file, ".dynstr", out int strings, out int stringsLength) || !Section(file, ".gnu.version_r", out int versions, out int versionsLength))
            return "it has no .dynstr or no .gnu.version_r";

        int version = Find(file, OldVersion, strings, stringsLength);
        int symbol = Find(file, OldSymbol, strings, stringsLength);
        int need = version < 0 ? -1 : FindNeed(file, versions, versionsLength, version - strings);
        if (version < 0 || symbol < 0 || need < 0)
            return "it does not ask for " + OldSymbol + " of " + OldVersion;
        if (BitConverter.ToUInt32(file, need) != Hash(OldVersion))
            return "the hash of " + OldVersion + " in it is not the expected one";

        Encoding.ASCII.GetBytes(NewVersion).CopyTo(file, version);
        BitConverter.GetBytes(Hash(NewVersion)).CopyTo(file, need);
        Array.Clear(file, symbol, OldSymbol.Length);
        Encoding.ASCII.GetBytes(NewSymbol).CopyTo(file, symbol);
        return null;
    }

    /// <summary>Position of the version need (its hash comes first) whose name is at <paramref name="name"/> in the string table.</summary>
    private static int FindNeed(byte[] file, int start, int length, int name)
    {
        for (int library = start; library + 16 <= start + length;)
        {
            int entry = library + BitConverter.ToInt32(file, library + 8);
            for (int i = BitConverter.ToUInt16(file, library + 2); i > 0 && entry + 16 <= start + length; i--)
            {
                if (BitConverter.ToInt32(file, entry + 8) == name)
                    return entry;
                entry += BitConverter.ToInt32(file, entry + 12);
            }
            int next = BitConverter.ToInt32(file, library + 12);
            if (next == 0)
                break;
            library += next;
        }
        return -1;
    }

    /// <summary>Position of a whole, zero-ended string that occurs exactly once; -1 otherwise.</summary>
    private static int Find(byte[] file, string text, int start, int length)
    {
        byte[] wanted = Encoding.ASCII.GetBytes("\0" + text + "\0");
        int found = -1;
        for (int i = start; i + wanted.Length <= start + length; i++)
        {
            int j = 0;
            while (j < wanted.Length && file[i + j] == wanted[j])
                j++;
            if (j < wanted.Length)
                continue;
            if (found >= 0)
                return -1;
            found = i + 1;
        }
        return found;
    }

    private static bool Section(byte[] file, string name, out int offset, out int length)
    {
        int table = checked((int)BitConverter.ToInt64(file, 0x28));
        int size = BitConverter.ToUInt16(file, 0x3a), count = BitConverter.ToUInt16(file, 0x3c), namesIndex = BitConverter.ToUInt16(file, 0x3e);
        int names = checked((int)BitConverter.ToInt64(file, table + namesIndex * size + 0x18));
        for (int i = 0; i < count; i++)
        {
            int header = table + i * size;
            int at = names + BitConverter.ToInt32(file, header);
            if (Encoding.ASCII.GetString(file, at, Math.Min(name.Length + 1, file.Length - at)) != name + "\0")
                continue;
            offset = checked((int)BitConverter.ToInt64(file, header + 0x18));
            length = checked((int)BitConverter.ToInt64(file, header + 0x20));
            return true;
        }
        offset = length = 0;
        return false;
    }

    /// <summary>The hash function of the ELF specification, as symbol versions use it.</summary>
    private static uint Hash(string name)
    {
        uint h = 0;
        foreach (char c in name)
        {
            h = (h << 4) + c;
            uint g = h & 0xf0000000;
            h = (h ^ (g >> 24)) & ~g;
        }
        return h;
    }
}
