using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Studio.Core.Datasets.Importing;

/// <summary>Linux's openat2: opens a path beneath a folder, and refuses any that leaves it or goes through a link, in one step.</summary>
internal static class BeneathFolder
{
    private const long OpenAt2 = 437;
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const ulong Beneath = 0x08, NoSymbolicLinks = 0x04, NoMagicLinks = 0x02;
    private const int NotPermitted = 1, TooOld = 38;

    /// <summary>False where the kernel does not know how, or is not allowed to.</summary>
    /// <exception cref="IOException">There is no such file beneath the folder.</exception>
    public static bool TryOpen(string root, string path, out SafeFileHandle handle)
    {
        handle = new SafeFileHandle();
        using var folder = new SafeFileHandle(Open(Text(root), ReadOnly | CloseOnExec), ownsHandle: true);
        if (folder.IsInvalid)
            throw new IOException("The import folder cannot be opened.");
        // Without blocking: a pipe in the folder would otherwise be waited for.
        var how = new OpenHow { Flags = ReadOnly | NonBlocking | CloseOnExec, Resolve = Beneath | NoSymbolicLinks | NoMagicLinks };
        var opened = SystemCall(OpenAt2, (int)folder.DangerousGetHandle(), Text(path), ref how, (nuint)Marshal.SizeOf<OpenHow>());
        if (opened < 0)
            return Marshal.GetLastPInvokeError() is NotPermitted or TooOld ? false : throw new IOException("There is no such file beneath the folder.");
        handle = new SafeFileHandle((nint)opened, ownsHandle: true);
        return true;
    }

    private static byte[] Text(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint SystemCall(long number, int folder, byte[] path, ref OpenHow how, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
