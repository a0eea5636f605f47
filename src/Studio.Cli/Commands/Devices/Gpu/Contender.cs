using System.Text.Json.Nodes;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>One program with one setting while a part is measured. Where it fails, the others go on.</summary>
internal sealed class Contender(string name, Func<Task<PartProcess>> start)
{
    private readonly List<JsonObject> _rounds = [];
    private PartProcess? _process;

    public string Name => name;

    /// <summary>Why it could not be measured; null where it was.</summary>
    public string? Problem { get; private set; }

    public double? Memory { get; private set; }

    /// <summary>What it told last.</summary>
    public JsonObject? Last => _rounds.LastOrDefault();

    public Task StartAsync() => TryAsync(async () =>
    {
        _process = await start();
        Memory = Value(_process.About, "memory_bytes");
    });

    public Task MeasureAsync(CancellationToken cancel) => _process is null || Problem is not null ? Task.CompletedTask : TryAsync(async () => _rounds.Add(await _process.MeasureAsync(cancel)));

    public async Task EndAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    public double? Median(string field)
    {
        var values = _rounds.Select(round => Value(round, field)).OfType<double>().Order().ToList();
        return values.Count == 0 ? null : values[values.Count / 2];
    }

    public JsonObject Json() => new() { ["problem"] = Problem, ["memory_bytes"] = Memory, ["rounds"] = new JsonArray([.. _rounds.Select(r => (JsonNode)r.DeepClone())]) };

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is TrainingException or IOException or System.ComponentModel.Win32Exception)
        {
            Problem = e.Message;
            await EndAsync();
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    private static double? Value(JsonObject told, string field) => told[field] is JsonValue value && value.TryGetValue(out double number) ? number : null;
}
