using System.Diagnostics;
using System.Globalization;

namespace Studio.Trainer.Runs.Estimates;

/// <summary>Resident memory of this process. Linux can forget the peak so far, other systems cannot.</summary>
public static class ProcessMemory
{
    private const string Status = "/proc/self/status", Forget = "/proc/self/clear_refs";

    /// <summary>Begins a new peak where the system can do that.</summary>
    public static void ForgetPeak()
    {
        if (File.Exists(Forget))
            File.WriteAllText(Forget, "5");
    }

    /// <summary>Bytes now.</summary>
    public static long Now() => Field("VmRSS:") ?? Environment.WorkingSet;

    /// <summary>Most bytes since the start, or since <see cref="ForgetPeak"/>.</summary>
    public static long Peak()
    {
        if (Field("VmHWM:") is { } bytes)
            return bytes;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Bytes that processes can still take without others having to give some up; null where the system does not say.</summary>
    public static long? Available() => File.Exists("/proc/meminfo") ? Field("MemAvailable:", "/proc/meminfo") : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long? Field(string name, string file = Status)
    {
        if (!File.Exists(file))
            return null;
        string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        string? number = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(number, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes << 10 : null;
    }
}
