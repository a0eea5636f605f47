using System.Diagnostics;
using System.Text.Json.Nodes;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>A program that says when it is ready and then measures once for each line that it is given.</summary>
internal sealed class PartProcess : IAsyncDisposable
{
    private const int TailLines = 6;
    private readonly Process _process;
    private readonly Queue<string> _tail = [];
    private readonly Task _errors;

    private PartProcess(Process process)
    {
        _process = process;
        _errors = KeepTailAsync(process.StandardError);
    }

    /// <summary>What it said when it was ready.</summary>
    public JsonObject About { get; private set; } = [];

    /// <exception cref="TrainingException">It ended before it was ready; its last lines are told.</exception>
    public static async Task<PartProcess> StartAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        var part = new PartProcess(Process.Start(start) ?? throw new TrainingException($"'{start.FileName}' could not be started."));
        try
        {
            part.About = await part.ReadAsync(cancel);
            return part;
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonObject> MeasureAsync(CancellationToken cancel)
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync(cancel);
        return await ReadAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    private async Task<JsonObject> ReadAsync(CancellationToken cancel)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith('{'))
                return JsonNode.Parse(line)!.AsObject();
        await _process.WaitForExitAsync(cancel);
        await _errors;
        throw new TrainingException($"It ended with code {_process.ExitCode}: {string.Join(" | ", _tail)}");
    }

    private async Task KeepTailAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            if (line.Trim() is not { Length: > 0 } text) continue;
            _tail.Enqueue(text);
            if (_tail.Count > TailLines) _tail.Dequeue();
        }
    }
}
