using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.SignIn;

/// <summary>npm's oidc-provider, in a process of its own.</summary>
internal sealed class NodeProvider : ISignInProvider
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-oidc-").FullName;
    private readonly int _port = Ports.Free();
    private readonly Dictionary<string, string[]> _groups = [];
    private Process? _process;

    public string Address => $"http://127.0.0.1:{_port}";

    private string GroupsFile => Path.Combine(_folder, "groups.json");

    public static void SkipUnlessThere()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, "npm"))), "npm is not installed; the sign-in at oidc-provider needs Node.js 18 or newer.");
    }

    public Task SetGroupsAsync(string person, params string[] groups)
    {
        _groups[person] = groups;
        return File.WriteAllTextAsync(GroupsFile, JsonSerializer.Serialize(_groups));
    }

    public async Task StartAsync(string studio)
    {
        foreach (var file in new[] { "package.json", "server.js" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "oidc-provider", file), Path.Combine(_folder, file));
        using (var install = Run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"))
        {
            var said = await install.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await install.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(install.ExitCode != 0, $"npm could not install oidc-provider, so its sign-in cannot be tried: {said}");
        }

        _process = Run("node", "server.js", $"{_port}", studio, GroupsFile);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    public async Task PassAsync(IPage page, string person)
    {
        await page.GetByPlaceholder("Enter any login").FillAsync(person);
        await page.GetByPlaceholder("and password").FillAsync("any");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign-in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    public Task LeaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Run(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;
}
