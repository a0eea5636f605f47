using System.Diagnostics;
using System.Text.Json;
using Studio.Core.Storage;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning.Estimates;

/// <summary>Probes in a process of its own, started from the same program with the word <c>probe</c>.</summary>
/// <param name="program">The program's assembly.</param>
/// <param name="storage">Where the rows are handed over.</param>
public sealed class ProcessProbe(string program, StorageRoot storage) : IRunProbe
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public async Task<RunEstimate?> MeasureAsync(ProbeRequest request, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(storage.Path, "tmp", $"probe-{Guid.NewGuid():N}")).FullName;
        try
        {
            var file = Path.Combine(folder, "request.json");
            await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(request, RecipeJson.Options), cancel);
            return await RunAsync(file, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<RunEstimate?> RunAsync(string file, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        using var process = Process.Start(Start(file)) ?? throw new UnavailableException("The probe could not be started.");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode switch
            {
                0 => JsonSerializer.Deserialize<RunEstimate>(await output),
                1 when (await errors).Contains("memory of the device is not enough", StringComparison.Ordinal) => null,
                1 => throw new InvalidInputException((await errors).Trim()),
                // Ended by the system, which does that to whoever takes more memory than there is.
                137 or 134 or 139 => null,
                var code => throw new UnavailableException($"The probe ended with code {code}: {(await errors).Trim().Split('\n')[0]}"),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new UnavailableException($"One step of this recipe takes so long that the probe was given up after {Longest.TotalMinutes:0} minutes.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Start(string file)
    {
        var own = Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = File.Exists(own)
            ? new ProcessStartInfo(own)
            : new ProcessStartInfo(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet") { ArgumentList = { program } };
        start.ArgumentList.Add("probe");
        start.ArgumentList.Add(file);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        return start;
    }
}
