using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Studio.EndToEnd.Tests.App;

/// <summary>
/// Studio as people run it: a process of its own with a storage folder of its own, so that it can be killed and started again at the same address.
/// </summary>
public sealed partial class StudioApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-e2e-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string[] _settings;
    private readonly TaskCompletionSource<string> _setupLink = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private StudioApp(string[] settings)
    {
        _settings = settings;
        Address = $"http://127.0.0.1:{Ports.Free()}";
    }

    public string Address { get; }

    public string Output => string.Join('\n', _output);

    public static async Task<StudioApp> StartAsync(params string[] settings)
    {
        var app = new StudioApp(settings);
        await app.StartAgainAsync();
        return app;
    }

    /// <summary>The one-time link, printed only while nobody has set Studio up.</summary>
    public Task<string> SetupLinkAsync() => _setupLink.Task.WaitAsync(StartLimit);

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet",
            [Repository.WebProgram, "--urls", Address, "--Studio:Storage:Root", Path.Combine(_folder, "storage"), .. _settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _folder,
        };
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data, announced);
        _process.ErrorDataReceived += (_, line) => Read(line.Data, announced);
        _process.Exited += (_, _) => announced.TrySetException(new InvalidOperationException("Studio ended while starting."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await announced.Task.WaitAsync(StartLimit);
        }
        catch (Exception error)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"Studio did not start. It said:\n{Output}", error);
        }
    }

    /// <summary>Ends it as kill -9 does, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Read(string? line, TaskCompletionSource announced)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (SetupUrl().Match(line) is { Success: true } link)
            _setupLink.TrySetResult(link.Value);
        if (line.StartsWith("Studio answers at", StringComparison.Ordinal))
            announced.TrySetResult();
    }

    [GeneratedRegex(@"http://\S*/setup\S*")]
    private static partial Regex SetupUrl();
}
