using Studio.Trainer.Devices;
using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Estimates;

/// <summary>
/// The least that a recipe takes, told from the headers of the base model's files before anything of it is loaded: what passes keep comes on top.
/// Whatever does not even have room for this need not be tried.
/// </summary>
/// <param name="Weights">Bytes of the weights, which are trained in 32 bits.</param>
/// <param name="Learning">Bytes of gradients, AdamW's two moments and the copy of the best weights, where all weights learn; adapters add too little to count.</param>
public sealed record TrainingMemory(long Weights, long Learning)
{
    private static readonly Lazy<long> Gpu = new(() => NvidiaDriver.Read().Devices.Max(device => device.TotalBytes) ?? 0);

    public long Total => Weights + Learning;

    /// <param name="recipe">Its method decides.</param>
    /// <param name="weights">From <see cref="WeightBytes"/>.</param>
    public static TrainingMemory Of(Recipe recipe, long weights) =>
        new(weights, recipe.Method is "full" or "gradual" ? weights * (recipe.Evaluation.EvalStrategy == "no" ? 3 : 4) : 0);

    /// <summary>Bytes of the weights of the recipe's base model; null where its files cannot be read, which the run itself explains.</summary>
    public static long? WeightBytes(Recipe recipe)
    {
        if (recipe.BaseModel == BaseModel.Scratch)
        {
            var shape = recipe.Scratch ?? new();
            return 4L * shape.NumHiddenLayers * shape.HiddenSize * (4L * shape.HiddenSize + 2L * shape.IntermediateSize);
        }
        try
        {
            using var weights = WeightFiles.Open(recipe.BaseModel);
            return 4 * weights.Names.Sum(name => weights.Find(name)!.Shape.Aggregate(1L, (product, size) => checked(product * size)));
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Memory that a run can have at most, in bytes: this machine's, or its GPU's where that has more.</summary>
    public static long OfThisMachine() => Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Gpu.Value);

    /// <exception cref="TrainingException">The device cannot hold it; the message has the numbers.</exception>
    internal static void Require(Recipe recipe, Device device, long? limit)
    {
        long available = limit ?? (device.type == TorchSharp.DeviceType.CUDA ? GpuMemory.Read()?.Total ?? long.MaxValue : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (WeightBytes(recipe) is { } weights && Of(recipe, weights).Refusal(available) is { } refusal)
            throw new TrainingException(refusal);
    }

    /// <summary>Why the recipe has no room, with the numbers; null where it may have.</summary>
    public string? Refusal(long available)
    {
        if (Total <= available)
            return null;
        string parts = Learning == 0 ? "for its weights alone" : $"to learn with all its weights: {Size(Weights)} for them and {Size(Learning)} for gradients, moments and the best weights";
        string advice = Learning == 0 || Weights > available ? "Choose a smaller model." : $"With method lora it needs little more than {Size(Weights)}.";
        return $"This model needs at least {Size(Total)} {parts}. The machine has {Size(available)}. {advice}";
    }

    private static string Size(long bytes) => bytes >= 1e9 ? FormattableString.Invariant($"{bytes / 1e9:0.0} GB") : FormattableString.Invariant($"{bytes / 1e6:0.0} MB");
}
