using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Native;
using Studio.Trainer.Runs.Speed;

namespace Studio.Cli.Commands;

/// <summary>Measures how fast this machine trains a model of a known shape.</summary>
internal sealed class BenchCommand : ICommand
{
    public string Name => "bench";

    public string Usage => "--preset NAME [--device cpu|cuda] [--batch B] [--length L] [--lengths fixed|mixed] [--dtype fp32|bf16] [--dropout P] [--gradient-checkpointing on|off] [--steps N] [--threads T]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        Libtorch.ComputeAlone();
        var settings = new SpeedSettings
        {
            Preset = SpeedPreset.ByName(arguments.Required("preset")),
            Device = OneOf(arguments, "device", "auto", "cpu", "cuda"),
            Batch = Positive(arguments, "batch"),
            Length = Positive(arguments, "length") ?? 128,
            Mixed = OneOf(arguments, "lengths", "fixed", "mixed") == "mixed",
            Precision = OneOf(arguments, "dtype", "fp32", "bf16"),
            Dropout = Share(arguments, "dropout") ?? 0.1,
            GradientCheckpointing = OneOf(arguments, "gradient-checkpointing", "off", "on") == "on",
            Steps = Positive(arguments, "steps") ?? 20,
            Threads = Positive(arguments, "threads") ?? Environment.ProcessorCount,
        };
        var report = await TrainingSpeed.MeasureAsync(settings, cancel);
        return new(Json(settings, report), string.Create(
            CultureInfo.InvariantCulture,
            $"{report.SamplesPerSecond:f1} rows/s, {report.TokensPerSecond:f0} tokens/s; {report.Rate / 1e9:f0} of {report.MatrixRate / 1e9:f0} GFLOP/s ({report.Rate / report.MatrixRate:p0}); {report.PeakMemoryBytes >> 20} MiB at most{(report.Precision == settings.Precision ? "" : $"; computed in {report.Precision}, which this processor is faster at")}."));
    }

    private static JsonObject Json(SpeedSettings settings, SpeedReport report) => new()
    {
        ["preset"] = settings.Preset.Name,
        ["device"] = report.Device,
        ["dtype"] = settings.Precision,
        ["computed_in"] = report.Precision,
        ["length"] = settings.Length,
        ["lengths"] = settings.Mixed ? "mixed" : "fixed",
        ["dropout"] = settings.Dropout,
        ["gradient_checkpointing"] = settings.GradientCheckpointing,
        ["threads"] = settings.Threads,
        ["steps"] = settings.Steps,
        ["step_ms"] = report.MedianStep.TotalMilliseconds,
        ["cpu_ms_per_step"] = report.ProcessorTimePerStep.TotalMilliseconds,
        ["samples_per_s"] = report.SamplesPerSecond,
        ["tokens_per_s"] = report.TokensPerSecond,
        ["padding_share"] = report.PaddingShare,
        ["peak_memory_bytes"] = report.PeakMemoryBytes,
        ["gflops"] = report.Rate / 1e9,
        ["matrix_gflops"] = report.MatrixRate / 1e9,
        ["share_of_matrix_rate"] = report.Rate / report.MatrixRate,
        ["phases"] = new JsonObject(report.Phases.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))),
    };

    private static string OneOf(Arguments arguments, string name, string otherwise, params string[] others)
    {
        var value = arguments.Optional(name) ?? otherwise;
        return value == otherwise || others.Contains(value) ? value : throw new UsageException($"The option --{name} takes {string.Join(" or ", others.Prepend(otherwise))}, not '{value}'.");
    }

    private static int? Positive(Arguments arguments, string name) =>
        arguments.Number(name) is not { } number || number > 0 ? arguments.Number(name) : throw new UsageException($"The option --{name} takes a number above 0.");

    private static double? Share(Arguments arguments, string name)
    {
        if (arguments.Optional(name) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and < 1
            ? share
            : throw new UsageException($"The option --{name} takes a number from 0 to below 1, not '{text}'.");
    }
}
