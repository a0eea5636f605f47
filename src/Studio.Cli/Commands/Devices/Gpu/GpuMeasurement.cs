using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>Measures a part of the report in both programs, in turns.</summary>
/// <param name="rival">The other program.</param>
/// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="small">Tiny shapes, for a trial of the report itself.</param>
/// <param name="rounds">Of which the median counts.</param>
internal sealed class GpuMeasurement(Rival rival, string device, bool small, int rounds)
{
    public async Task<JsonObject> RunAsync(GpuPart part, CancellationToken cancel)
    {
        var ours = new Contender("ours", () => PartProcess.StartAsync(OwnProcess.Start(["bench-part", "--part", part.Name, "--device", device, .. small ? new[] { "--small" } : []]), cancel));
        var variants = rival.Problem is null ? part.Variants : [];
        Contender[] contenders = [ours, .. variants.Select(v => new Contender(v, () => PartProcess.StartAsync(rival.Start(part.Name, v, device, small), cancel)))];
        if (part.Together)
        {
            // One after the other, so that each can tell its own memory.
            foreach (var contender in contenders)
                await contender.StartAsync();
            for (var round = 0; round < Rounds(part); round++)
                foreach (var contender in contenders)
                    await contender.MeasureAsync(cancel);
        }
        foreach (var contender in contenders)
        {
            if (!part.Together)
            {
                await contender.StartAsync();
                for (var round = 0; round < Rounds(part); round++)
                    await contender.MeasureAsync(cancel);
            }
            await contender.EndAsync();
        }
        var told = new JsonObject { ["rounds"] = new JsonObject(contenders.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Name, c.Json()))) };
        if (ours.Problem is { } problem)
            throw new PartFailedException(problem, told);
        var theirs = contenders.Skip(1).Where(c => c.Problem is null).MaxBy(c => c.Median("tokens_per_s") ?? c.Median("flops"));
        Compare(told, ours, theirs);
        if (ours.Last?["sentence"] is { } sentence)
            told["sentence"] = sentence.DeepClone();
        if (rival.Problem is { } absent && part.Variants.Length > 0)
            told["sentence"] = $"not compared: {absent}";
        else if (theirs is null && part.Variants.Length > 0)
            told["sentence"] = $"not compared: {contenders[1].Problem}";
        return told;
    }

    // What is counted once tells no more the second time.
    private int Rounds(GpuPart part) => part.Variants.Length == 0 ? 1 : rounds;

    private static void Compare(JsonObject told, Contender ours, Contender? theirs)
    {
        var name = ours.Median("tokens_per_s") is null ? "flops" : "tokens_per_s";
        var (mine, other) = (ours.Median(name), theirs?.Median(name));
        told["measure"] = name;
        told["ours"] = mine;
        told["theirs"] = other;
        told["their_variant"] = theirs?.Name;
        told["ratio"] = mine / other;
        told["prefill_ratio"] = ours.Median("prefill_tokens_per_s") / theirs?.Median("prefill_tokens_per_s");
        told["flops"] = ours.Median("flops");
        told["bandwidth"] = ours.Median("bandwidth");
        told["their_flops"] = theirs?.Median("flops");
        told["their_bandwidth"] = theirs?.Median("bandwidth");
        told["memory_bytes"] = ours.Memory;
        told["their_memory_bytes"] = theirs?.Memory;
    }
}

/// <summary>A part that could not be measured, with what is known of it.</summary>
internal sealed class PartFailedException(string message, JsonObject told) : TrainingException(message)
{
    public JsonObject Told => told;
}
