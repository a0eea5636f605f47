using System.Diagnostics;

namespace Studio.Core.Tests.Persistence;

/// <summary>The program of tests/Studio.CrashingWriter as a child process.</summary>
public sealed class CrashingWriter : IAsyncDisposable
{
    private readonly Process _process;

    private CrashingWriter(Process process) => _process = process;

    public static CrashingWriter Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Studio.CrashingWriter"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new CrashingWriter(Process.Start(start)!);
    }

    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    public async Task<string?> ReadLineAsync(CancellationToken cancel) => await _process.StandardOutput.ReadLineAsync(cancel);

    /// <summary>Kills it as kill -9 does and returns the lines that it had still printed before.</summary>
    public async Task<string[]> KillAsync(CancellationToken cancel)
    {
        _process.Kill();
        return await DrainAsync(cancel);
    }

    /// <summary>Waits until it ends by itself, and returns the lines that it still prints.</summary>
    public async Task<string[]> DrainAsync(CancellationToken cancel)
    {
        var rest = await _process.StandardOutput.ReadToEndAsync(cancel);
        var end = rest.LastIndexOf('\n');
        return end < 0 ? [] : rest[..end].Split('\n');
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
