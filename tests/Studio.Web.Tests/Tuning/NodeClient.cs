using System.Diagnostics;

namespace Studio.Web.Tests.Tuning;

/// <summary>The published npm client in a node process.</summary>
internal static class NodeClient
{
    private const string Script = """
        const { HubConnectionBuilder, LogLevel } = require("@microsoft/signalr");
        const [address, key, project, run] = process.argv.slice(2);
        const client = new HubConnectionBuilder().withUrl(address + "/hubs/live", { accessTokenFactory: () => key }).configureLogging(LogLevel.Error).build();
        const steps = new Set();
        let state;
        client.start().then(() => client.stream("Run", project, run).subscribe({
          next(frame) {
            for (const point of frame.snapshot?.points ?? []) steps.add(point.step);
            state = frame.snapshot?.status.state ?? state;
            for (const change of frame.changes) {
              if (change.kind === "point") steps.add(change.point.step);
              if (change.kind === "status") state = change.status.state;
            }
          },
          complete() { console.log(state, steps.size); client.stop(); },
          error(problem) { console.error(problem); process.exit(1); },
        })).catch(problem => { console.error(problem); process.exit(1); });
        """;

    /// <summary>A folder with the package, made once; null where it cannot be had.</summary>
    public static async Task<string?> InstallAsync(CancellationToken cancel)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "signalr-client");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"private": true}""", cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "follow.js"), Script, cancel);
        if (Directory.Exists(Path.Combine(folder, "node_modules", "@microsoft", "signalr")))
            return folder;
        var (code, _) = await RunAsync(folder, "npm", ["install", "--no-audit", "--no-fund", "--no-save", "@microsoft/signalr@10"], cancel);
        return code == 0 ? folder : null;
    }

    public static async Task<string> FollowAsync(string folder, string address, string key, Guid project, Guid run, CancellationToken cancel) =>
        (await RunAsync(folder, "node", ["follow.js", address, key, project.ToString(), run.ToString()], cancel)).Output.Trim();

    private static async Task<(int Code, string Output)> RunAsync(string folder, string program, string[] arguments, CancellationToken cancel)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }
}
