namespace Studio.Trainer.Runs.Steering;

/// <summary>Tells a full disk from other trouble with files.</summary>
internal static class DiskSpace
{
    // ENOSPC and EDQUOT of Linux, EDQUOT of macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] Codes = [28, 122, 69, 0x27, 0x70];

    public static bool IsFull(Exception error) => error is IOException && Codes.Contains(error.HResult & 0xFFFF);
}
