using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Trainer.Devices.Probing;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>The parts that are right or wrong, not fast or slow: nothing is compared with another program.</summary>
/// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="small">Fewer kills.</param>
/// <param name="tests">The built tests of the engine; null looks beside this program and in the repository.</param>
internal sealed partial class GpuTrials(string device, bool small, string? tests)
{
    public static bool Knows(string part) => part is "probe" or "golden" or "kills";

    public Task<JsonObject> RunAsync(GpuPart part, CancellationToken cancel) => part.Name switch
    {
        "probe" => ProbeAsync(cancel),
        "golden" => GoldenAsync(cancel),
        _ => KillsAsync(cancel),
    };

    private async Task<JsonObject> ProbeAsync(CancellationToken cancel)
    {
        var results = await ProbeCommand.RunAsync(device, null, cancel);
        var lost = results.Where(r => r.State is not (ProbeState.Works or ProbeState.Missing)).Select(r => r.Name).ToList();
        return new()
        {
            ["entry_points"] = JsonSerializer.SerializeToNode(results),
            ["sentence"] = $"{results.Count(r => r.State == ProbeState.Works)} of {results.Count} work{(lost.Count == 0 ? "" : "; not " + string.Join(", ", lost))}",
        };
    }

    private async Task<JsonObject> KillsAsync(CancellationToken cancel)
    {
        var told = await KillTrial.RunAsync(device, small, cancel);
        told["sentence"] = $"{told["kills"]} kills, weights {(told["equal"]!.GetValue<bool>() ? "equal" : "different")}";
        return told["equal"]!.GetValue<bool>() ? told : throw new PartFailedException($"After {told["kills"]} kills the weights differ.", told);
    }

    private async Task<JsonObject> GoldenAsync(CancellationToken cancel)
    {
        var program = tests ?? Beside().FirstOrDefault(File.Exists) ?? throw new TrainingException("The engine's tests are not here: build tests/Studio.Trainer.Tests, or name them with --tests.");
        var start = new ProcessStartInfo(program) { ArgumentList = { "--filter-namespace", "Studio.Trainer.Tests.Golden*" }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["STUDIO_DEVICE"] = device;
        using var process = Process.Start(start) ?? throw new TrainingException($"'{program}' could not be started.");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            var text = await output + await errors;
            var counts = Count().Matches(text).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => int.Parse(g.Last().Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
            var (passed, failed, skipped) = (counts.GetValueOrDefault("succeeded"), counts.GetValueOrDefault("failed"), counts.GetValueOrDefault("skipped"));
            var told = new JsonObject { ["passed"] = passed, ["failed"] = failed, ["skipped"] = skipped, ["sentence"] = $"{passed} passed, {failed} failed, {skipped} skipped" };
            if (failed == 0 && passed > 0)
                return told;
            told["output"] = text.Length > 20_000 ? text[^20_000..] : text;
            throw new PartFailedException($"{passed} passed, {failed} failed, {skipped} skipped.", told);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Beside()
    {
        var name = OperatingSystem.IsWindows() ? "Studio.Trainer.Tests.exe" : "Studio.Trainer.Tests";
        yield return Path.Combine(AppContext.BaseDirectory, name);
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Studio.sln")))
                yield return Path.Combine(at.FullName, "tests", "Studio.Trainer.Tests", "bin", "Release", "net10.0", name);
    }

    [GeneratedRegex(@"^\s*(succeeded|failed|skipped): (\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Count();
}
