using System.Runtime.InteropServices;

namespace Studio.Trainer.Native;

/// <summary>
/// How the threads of a tensor operation wait for each other. As shipped they spin, which on a machine with other work to do makes every
/// operation wait for the scheduler: training that shares its cores becomes many times slower and starves the rest. Here they sleep.
/// </summary>
internal static partial class ThreadWaiting
{
    /// <summary>To be called before libtorch is loaded: its OpenMP reads the environment once. What the administrator has set stands.</summary>
    public static void Settle()
    {
        // .NET keeps its own copy of the environment; native code sees only what is set through the C library.
        if (OperatingSystem.IsLinux())
            _ = SetVariable("OMP_WAIT_POLICY", "PASSIVE", 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
