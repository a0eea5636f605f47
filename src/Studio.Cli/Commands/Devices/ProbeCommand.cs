using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Devices;
using Studio.Trainer.Devices.Probing;

namespace Studio.Cli.Commands.Devices;

/// <summary>Which entry points of libtorch work on this machine, and what the engine does without the others.</summary>
internal sealed class ProbeCommand : ICommand
{
    public string Name => "probe";

    public string Usage => "[--device cpu|cuda] [--from NUMBER]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var device = arguments.Optional("device") ?? "cpu";
        if (device is not ("cpu" or "cuda"))
            throw new UsageException($"The option --device takes cpu or cuda, not '{device}'.");
        if (arguments.Number("from") is { } first)
        {
            ProbeProcess.Serve(first, device, Console.Out);
            return new([], "");
        }
        var results = await RunAsync(device, arguments.Has("json") ? null : result => Console.Error.WriteLine(Line(result)), cancel);
        var lost = results.Count(r => r.State is ProbeState.Crashed or ProbeState.Differs or ProbeState.Refused);
        return new(Json(device, results), $"{results.Count(r => r.State == ProbeState.Works)} of {results.Count} work, {results.Count(r => r.State == ProbeState.Missing)} are missing, {lost} fail.");
    }

    public static Task<IReadOnlyList<ProbeResult>> RunAsync(string device, Action<ProbeResult>? told, CancellationToken cancel) =>
        new ProbeProcess(rest => OwnProcess.Start(["probe", .. rest])).RunAsync(device, told, cancel);

    public static JsonObject Json(string device, IReadOnlyList<ProbeResult> results) => new()
    {
        ["device"] = device,
        ["machine"] = JsonSerializer.SerializeToNode(MachineDevices.Read()),
        ["entry_points"] = JsonSerializer.SerializeToNode(results),
    };

    private static string Line(ProbeResult result) =>
        $"{result.State,-8} {result.Name}{(result.Difference is > 0 and var d ? FormattableString.Invariant($" (differs by {d:e1})") : "")}"
        + (result.State == ProbeState.Works ? "" : $": {result.Note} Instead: {result.Fallback}.");
}
