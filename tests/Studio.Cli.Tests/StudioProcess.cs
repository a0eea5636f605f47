using System.Diagnostics;
using System.Text.Json;

namespace Studio.Cli.Tests;

/// <summary>Runs the real executable in a process of its own, with a folder for its files.</summary>
public sealed class StudioProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-cli-");

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, params IEnumerable<string> lines)
    {
        File.WriteAllLines(PathOf(name), lines);
        return PathOf(name);
    }

    public IReadOnlyList<JsonElement> ReadLines(string name) => [.. File.ReadLines(PathOf(name)).Select(static line => JsonDocument.Parse(line).RootElement)];

    public async Task<(int Code, string Output, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "studio.exe" : "studio"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A run that must succeed, with the object that it printed.</summary>
    public async Task<JsonElement> JsonAsync(params IEnumerable<string> arguments)
    {
        var (code, output, error) = await RunAsync(arguments.Append("--json"));
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
