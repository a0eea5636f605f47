using System.Diagnostics;

namespace Studio.EndToEnd.Tests.Serving;

/// <summary>A program from npm, installed into a folder of its own and run there.</summary>
internal sealed class NpmProgram : IDisposable
{
    private readonly string _source;

    private NpmProgram(string name) => _source = Path.Combine(AppContext.BaseDirectory, name);

    public string Folder { get; } = Directory.CreateTempSubdirectory("studio-npm-").FullName;

    /// <summary>Copies the test's files and installs what their package.json names; skips the test where that cannot be done.</summary>
    public static async Task<NpmProgram> InstallAsync(string name)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, "npm"))), $"npm is not installed; {name} needs Node.js 20 or newer.");
        var program = new NpmProgram(name);
        foreach (var file in Directory.EnumerateFiles(program._source))
            File.Copy(file, Path.Combine(program.Folder, Path.GetFileName(file)));
        var (code, said) = await program.RunAsync("npm", new Dictionary<string, string>(), "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent");
        Assert.SkipWhen(code != 0, $"npm could not install {name}, so it cannot be tried: {said}");
        return program;
    }

    public async Task<(int Code, string Said)> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
