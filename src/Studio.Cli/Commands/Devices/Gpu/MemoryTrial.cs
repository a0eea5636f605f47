using System.Text.Json.Nodes;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Speed;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>Asks for steps that no device has the memory for, and trains in the same process afterwards.</summary>
internal static class MemoryTrial
{
    public static async Task<JsonObject> RunAsync(string device, bool small, CancellationToken cancel)
    {
        var settings = new SpeedSettings { Preset = SpeedPreset.ByName(small ? "bert-mini" : "bert-base"), Device = device, Batch = 2, Length = 32, Steps = 1, Precision = "bf16" };
        var refused = "";
        // A processor would swap for minutes before it refuses; there the entry points of the probe say what happens.
        if (device == "cuda")
        {
            try
            {
                using var tooLarge = await TrainingSession.StartAsync(settings with { Batch = 20_000, Length = 512 }, cancel);
            }
            catch (TrainingException e)
            {
                refused = e.Message;
            }
        }
        using var session = await TrainingSession.StartAsync(settings, cancel);
        var block = await session.MeasureAsync(cancel);
        var survived = block.Tokens > 0 && (device != "cuda" || refused.Length > 0);
        return new() { ["survived"] = survived, ["said"] = refused, ["sentence"] = device != "cuda" ? "for GPUs only" : survived ? "refused with a sentence, trained afterwards" : "nothing was refused" };
    }
}
