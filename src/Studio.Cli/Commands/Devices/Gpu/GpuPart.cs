using Studio.Trainer.Generation;
using Studio.Trainer.Runs.Speed;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>One measurement of the report on a GPU.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="What">For the table.</param>
/// <param name="Limit">The longest that it may take.</param>
/// <param name="Together">True where both programs are in memory at once and take turns; false where they run one after the other.</param>
/// <param name="Variants">Settings of the other program of which the best counts; empty where it has no part in it.</param>
internal sealed record GpuPart(string Name, string What, TimeSpan Limit, bool Together = true, params string[] Variants)
{
    /// <summary>What is trained; null for other parts.</summary>
    public SpeedSettings? Training { get; init; }

    /// <summary>The same on a processor, for a trial of the report itself.</summary>
    public SpeedSettings? SmallTraining { get; init; }

    public WritingSettings? Writing { get; init; }

    public WritingSettings? SmallWriting { get; init; }

    /// <summary>In the order of their worth: a report that is cut short has the first ones.</summary>
    public static IReadOnlyList<GpuPart> All { get; } =
    [
        new("probe", "entry points of libtorch", TimeSpan.FromMinutes(2)),
        new("limits", "matrix products and bandwidth", TimeSpan.FromMinutes(1), true, "eager"),
        new("golden", "golden cases and ten training steps, fp32 and bf16", TimeSpan.FromMinutes(3)),
        Train("bert-mix", "BERT-base, real lengths to 512, bf16", "bert-base", 32, 512, mixed: true, 40, "compile", "eager"),
        Train("lora-1.5b", "LoRA 1.5B, rows of 2048, bf16", "lora-1.5b", 4, 2048, mixed: false, 8, "compile", "eager") with { Together = false },
        Write("decode-1.5b-1", "1.5B writes 1 text, bf16", 1, 128),
        Write("decode-1.5b-64", "1.5B writes 64 texts, bf16", 64, 128),
        Train("bert-128", "BERT-base, length 128, bf16", "bert-base", 128, 128, mixed: false, 40, "compile", "eager"),
        Train("bert-512", "BERT-base, length 512, bf16", "bert-base", 32, 512, mixed: false, 40, "compile", "eager"),
        Train("lora-0.5b", "LoRA 0.5B, rows of 2048, bf16", "lora-0.5b", 8, 2048, mixed: false, 8, "compile", "eager") with { Together = false },
        Train("lora-8b", "LoRA 8B, rows of 2048, bf16", "lora-8b", 1, 2048, mixed: false, 8, "eager") with { Together = false, Limit = TimeSpan.FromMinutes(6) },
        new("memory", "out of memory, then on", TimeSpan.FromMinutes(2)),
        new("kills", "killed and resumed, equal weights", TimeSpan.FromMinutes(5)),
        new("runs", "memory over many runs", TimeSpan.FromMinutes(4)),
    ];

    private static GpuPart Train(string name, string what, string preset, int batch, int length, bool mixed, int steps, params string[] variants)
    {
        var settings = new SpeedSettings { Preset = SpeedPreset.ByName(preset), Batch = batch, Length = length, Mixed = mixed, Steps = steps, Precision = "bf16" };
        return new(name, what, TimeSpan.FromMinutes(5), true, variants)
        {
            Training = settings,
            SmallTraining = settings with { Preset = SpeedPreset.ByName(preset.StartsWith("bert", StringComparison.Ordinal) ? "bert-mini" : "lora-30m"), Batch = 2, Length = mixed ? 48 : 32, Steps = 2, Precision = "fp32" },
        };
    }

    private static GpuPart Write(string name, string what, int streams, int tokens)
    {
        var settings = new WritingSettings(SpeedPreset.ByName("lora-1.5b"), "auto", "bf16", streams, 512, tokens);
        return new(name, what, TimeSpan.FromMinutes(4), true, "static", "dynamic")
        {
            Writing = settings,
            SmallWriting = settings with { Preset = SpeedPreset.ByName("lora-30m"), Precision = "fp32", Streams = Math.Min(streams, 4), PromptTokens = 16, NewTokens = 8 },
        };
    }
}
