using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Studio.Trainer.Devices.Probing;

/// <summary>
/// Tries the entry points in a process of its own, since some errors of libtorch end the process. Where one does, it is noted and another process
/// goes on with the next.
/// </summary>
/// <param name="start">Starts the process that calls <see cref="Serve"/> with these arguments.</param>
public sealed class ProbeProcess(Func<IReadOnlyList<string>, ProcessStartInfo> start)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All results, in the order of <see cref="EntryPoints.Names"/>.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="told">Told each result as it comes.</param>
    /// <param name="cancel">Ends the process.</param>
    /// <exception cref="Runs.TrainingException">The device is not there; nothing was tried.</exception>
    public async Task<IReadOnlyList<ProbeResult>> RunAsync(string device, Action<ProbeResult>? told, CancellationToken cancel)
    {
        var results = new List<ProbeResult>();
        void Add(ProbeResult result)
        {
            results.Add(result);
            told?.Invoke(result);
        }
        while (results.Count < EntryPoints.Names.Count)
        {
            cancel.ThrowIfCancellationRequested();
            if (await FromAsync(results.Count, device, Add, cancel) is { } crash && results.Count < EntryPoints.Names.Count)
                Add(EntryPoints.Crashed(results.Count, results.Count == 0 ? $"{crash} libtorch itself may not load." : crash));
        }
        return results;
    }

    /// <summary>In the process: tries the entry points from <paramref name="first"/> on, a line for each.</summary>
    public static void Serve(int first, string device, TextWriter output)
    {
        EntryPoints.Require(device);
        for (int i = first; i < EntryPoints.Names.Count; i++)
        {
            output.WriteLine(JsonSerializer.Serialize(EntryPoints.Try(i, device)));
            output.Flush();
        }
    }

    private async Task<string?> FromAsync(int first, string device, Action<ProbeResult> add, CancellationToken cancel)
    {
        var info = start(["--from", first.ToString(CultureInfo.InvariantCulture), "--device", device]);
        (info.RedirectStandardOutput, info.RedirectStandardError, info.UseShellExecute) = (true, true, false);
        using var process = Process.Start(info) ?? throw new Runs.TrainingException("The probe could not be started.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            limit.CancelAfter(Patience);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                limit.CancelAfter(Patience);
                if (line.StartsWith('{'))
                    add(JsonSerializer.Deserialize<ProbeResult>(line)!);
            }
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"It did not come back within {Patience.TotalMinutes:0} minutes.";
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        string said = await errors;
        return process.ExitCode switch
        {
            0 => null,
            1 when first == 0 => throw new Runs.TrainingException(said.Trim().Split('\n')[0]),
            var code => $"It ended its process with code {code}. {LastWords(said)}".TrimEnd(),
        };
    }

    // The runtime draws lines around what it prints when native code fails; the loader's own sentence comes last.
    private static string LastWords(string said) => said.Split('\n').LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? "";
}
