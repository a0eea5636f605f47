using System.Diagnostics;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>The other program: a script beside PyTorch, transformers and peft.</summary>
/// <param name="Python">The interpreter.</param>
/// <param name="Script">The script.</param>
/// <param name="Problem">Why it cannot be asked; null where it can.</param>
internal sealed record Rival(string Python, string Script, string? Problem)
{
    /// <param name="python">The interpreter.</param>
    /// <param name="script">The script; null looks beside this program and in the repository.</param>
    /// <param name="cancel">Ends the look.</param>
    public static async Task<Rival> FindAsync(string python, string? script, CancellationToken cancel)
    {
        script ??= Beside().FirstOrDefault(File.Exists);
        if (script is null)
            return new(python, "", "the script peers/gpu.py is not here");
        var start = new ProcessStartInfo(python) { ArgumentList = { "-c", "import torch, transformers, peft" }, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            var (errors, _) = (process.StandardError.ReadToEndAsync(cancel), process.StandardOutput.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return new(python, script, process.ExitCode == 0 ? null : $"{python} says: {(await errors).Trim().Split('\n')[^1]}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new(python, script, $"{python} cannot be started: {e.Message}");
        }
    }

    public ProcessStartInfo Start(string part, string variant, string device, bool small)
    {
        var start = new ProcessStartInfo(Python) { ArgumentList = { Script, "--part", part, "--variant", variant, "--device", device } };
        if (small) start.ArgumentList.Add("--small");
        return start;
    }

    private static IEnumerable<string> Beside()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "peers", "gpu.py");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Studio.sln")))
                yield return Path.Combine(at.FullName, "tests", "Studio.Benchmarks", "peers", "gpu.py");
    }
}
