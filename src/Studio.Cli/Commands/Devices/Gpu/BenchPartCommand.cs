using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs.Speed;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>
/// One part of the report in a process of its own. It says when it is ready, then measures once for each line it is given and answers with a JSON object;
/// the other program's script (<c>tests/Studio.Benchmarks/peers/gpu.py</c>) does the same.
/// </summary>
internal sealed class BenchPartCommand : ICommand
{
    public string Name => "bench-part";

    public string Usage => "--part NAME [--device cpu|cuda] [--small]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var name = arguments.Required("part");
        var part = GpuPart.All.FirstOrDefault(p => p.Name == name) ?? throw new UsageException($"There is no part '{name}'; there are {string.Join(", ", GpuPart.All.Select(p => p.Name))}.");
        var (device, small) = (arguments.Optional("device") ?? "cuda", arguments.Has("small"));
        if (part.Training is not null)
            await TrainAsync((small ? part.SmallTraining! : part.Training) with { Device = device }, cancel);
        else if (part.Writing is not null)
            await WriteAsync((small ? part.SmallWriting! : part.Writing) with { Device = device }, cancel);
        else
            await OnceAsync(part.Name, device, small, cancel);
        return new([], "");
    }

    private static async Task TrainAsync(SpeedSettings settings, CancellationToken cancel)
    {
        using var session = await TrainingSession.StartAsync(settings, cancel);
        await ServeAsync(session.MemoryBytes, async () =>
        {
            var block = await session.MeasureAsync(cancel);
            return new()
            {
                ["seconds"] = block.Seconds, ["steps"] = settings.Steps, ["samples_per_s"] = block.Samples / block.Seconds, ["tokens_per_s"] = block.Tokens / block.Seconds,
                ["flops"] = block.Operations / block.Seconds,
            };
        });
    }

    private static async Task WriteAsync(WritingSettings settings, CancellationToken cancel)
    {
        using var session = await WritingSession.StartAsync(settings, cancel);
        await ServeAsync(session.MemoryBytes, async () =>
        {
            var block = await session.MeasureAsync(cancel);
            return new()
            {
                ["seconds"] = block.PrefillSeconds + block.DecodeSeconds, ["prefill_tokens_per_s"] = block.PrefillTokens / block.PrefillSeconds,
                ["tokens_per_s"] = block.DecodeTokens / block.DecodeSeconds, ["bandwidth"] = block.StepBytes * block.DecodeTokens / settings.Streams / block.DecodeSeconds,
            };
        });
    }

    private static async Task OnceAsync(string part, string device, bool small, CancellationToken cancel)
    {
        Func<Task<JsonObject>> measure = part switch
        {
            "limits" => async () =>
            {
                var limits = await DeviceLimits.MeasureAsync(device, small ? 1L << 24 : 1L << 31, cancel);
                return new() { ["flops"] = limits.MatrixRate, ["bandwidth"] = limits.Bandwidth };
            },
            "memory" => () => MemoryTrial.RunAsync(device, small, cancel),
            "runs" => () => ManyRunsTrial.RunAsync(device, small ? 6 : 100, cancel),
            _ => throw new UsageException($"The part '{part}' has no process of its own."),
        };
        await ServeAsync(0, measure);
    }

    private static async Task ServeAsync(long memory, Func<Task<JsonObject>> measure)
    {
        await SayAsync(new() { ["ready"] = true, ["memory_bytes"] = memory });
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
            await SayAsync(await measure());
    }

    private static async Task SayAsync(JsonObject answer)
    {
        await Console.Out.WriteLineAsync(answer.ToJsonString());
        await Console.Out.FlushAsync();
    }
}
