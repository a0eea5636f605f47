using System.Diagnostics;
using System.Text.Json;
using Studio.Trainer.Models.Inspection;

namespace Studio.Core.Tuning.Bases;

/// <summary>Looks at a model's folder that nobody here has used yet.</summary>
public interface IModelInspector
{
    Task<InspectionReport> InspectAsync(string folder, CancellationToken cancel);
}

/// <summary>Looks in a process of its own, started from the same program with the word <c>inspect</c>: a model that brings libtorch down brings down only that.</summary>
/// <param name="program">The program's assembly.</param>
public sealed class ProcessInspector(string program) : IModelInspector
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public async Task<InspectionReport> InspectAsync(string folder, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        using var process = Process.Start(Start(folder)) ?? throw new UnavailableException("The check could not be started.");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            _ = await errors;
            return process.ExitCode == 0 ? JsonSerializer.Deserialize<InspectionReport>(await output)!
                : Failed($"The engine ended with code {process.ExitCode} while it tried the model: it needs more memory than there is, or its files bring the engine down.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed($"It was given up after {Longest.TotalMinutes:0} minutes.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static InspectionReport Failed(string said) => new(null, [new("The check ran to its end", InspectionOutcome.Failed, said)]);

    private ProcessStartInfo Start(string folder)
    {
        var own = Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = File.Exists(own)
            ? new ProcessStartInfo(own)
            : new ProcessStartInfo(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet") { ArgumentList = { program } };
        start.ArgumentList.Add("inspect");
        start.ArgumentList.Add(folder);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        return start;
    }
}
