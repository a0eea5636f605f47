using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Devices;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>Everything that is to be known of a GPU in one command: what works, whether it is right, and how fast, beside Hugging Face in the same run.</summary>
internal sealed class BenchGpuCommand : ICommand
{
    public string Name => "bench-gpu";

    public string Usage => "--output report.json [--device cpu|cuda] [--small] [--parts NAMES] [--rounds N] [--minutes N] [--python PROGRAM] [--peer gpu.py] [--tests PROGRAM]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var (device, small) = (arguments.Optional("device") ?? "cuda", arguments.Has("small"));
        if (device is not ("cpu" or "cuda"))
            throw new UsageException($"The option --device takes cpu or cuda, not '{device}'.");
        var report = GpuReport.Open(arguments.Required("output"));
        var parts = Parts(arguments.Optional("parts"));
        report.Set("machine", JsonSerializer.SerializeToNode(MachineDevices.Read()));
        report.Set("settings", new JsonObject { ["device"] = device, ["small"] = small, ["started"] = DateTimeOffset.UtcNow.ToString("o") });
        var rival = await Rival.FindAsync(arguments.Optional("python") ?? "python3", arguments.Optional("peer"), cancel);
        if (rival.Problem is { } problem)
            await Console.Error.WriteLineAsync($"Only Studio is measured: {problem}.");
        var measurement = new GpuMeasurement(rival, device, small, arguments.Number("rounds") ?? 3);
        var trials = new GpuTrials(device, small, arguments.Optional("tests"));
        var (started, budget) = (Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(arguments.Number("minutes") ?? 60));
        foreach (var part in parts.Where(part => !report.Has(part.Name)))
        {
            var left = budget - Stopwatch.GetElapsedTime(started);
            if (left < TimeSpan.FromSeconds(5))
            {
                report.SetPart(part.Name, new() { ["what"] = part.What, ["state"] = "left out", ["sentence"] = "left out: the time was up" });
                continue;
            }
            await Console.Error.WriteLineAsync($"{part.What} …");
            var told = await OneAsync(part, left < part.Limit ? left : part.Limit, () => GpuTrials.Knows(part.Name) ? trials.RunAsync : measurement.RunAsync, cancel);
            Share(told, report);
            report.SetPart(part.Name, told);
        }
        await Console.Error.WriteLineAsync(report.Table());
        var failed = report.Parts.Count(p => p.Value!["state"]!.GetValue<string>() == "failed");
        return new(report.Copy(), failed == 0 ? "Every part was measured." : $"{failed} parts failed; the report says why.");
    }

    private static async Task<JsonObject> OneAsync(GpuPart part, TimeSpan limit, Func<Func<GpuPart, CancellationToken, Task<JsonObject>>> how, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(limit);
        var started = Stopwatch.GetTimestamp();
        JsonObject told;
        try
        {
            told = await how()(part, stop.Token);
            told["state"] = "done";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            told = new() { ["state"] = "failed", ["sentence"] = $"It was not done within {limit.TotalSeconds:0} seconds." };
        }
        catch (Exception e) when (e is TrainingException or IOException or System.ComponentModel.Win32Exception)
        {
            told = e is PartFailedException { Told: var known } ? known : [];
            (told["state"], told["sentence"]) = ("failed", e.Message);
        }
        told["what"] = part.What;
        told["seconds"] = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1);
        return told;
    }

    /// <summary>Of the matrix rate for training, of the bandwidth for writing; both as the better of the two programs measured them.</summary>
    private static void Share(JsonObject told, GpuReport report)
    {
        if (report.Parts["limits"] is not JsonObject limits || told["measure"]?.GetValue<string>() != "tokens_per_s")
            return;
        var of = told["bandwidth"] is JsonValue ? "bandwidth" : "flops";
        double Limit(string field) => limits[field] is JsonValue value ? value.GetValue<double>() : 0;
        if (told[of] is JsonValue rate && Math.Max(Limit(of), Limit("their_" + of)) is > 0 and var most)
            told["share_of_limit"] = rate.GetValue<double>() / most;
    }

    private static List<GpuPart> Parts(string? names)
    {
        if (names is null)
            return [.. GpuPart.All];
        var asked = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return asked.FirstOrDefault(name => GpuPart.All.All(p => p.Name != name)) is { } unknown
            ? throw new UsageException($"There is no part '{unknown}'; there are {string.Join(", ", GpuPart.All.Select(p => p.Name))}.")
            : [.. GpuPart.All.Where(p => asked.Contains(p.Name))];
    }
}
