using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Makes the tensors of a batch from chosen rows.</summary>
internal static class Collate
{
    public static TokenBatch Batch(EncodedRows rows, int[] numbers, int padId, Device device) => TokenBatch.From(
        [.. numbers.Select(n => rows.Ids[n])], rows.TypeIds is { } types ? [.. numbers.Select(n => types[n])] : null, padId, device);

    public static Tensor Labels(EncodedRows rows, int[] numbers, Device device) =>
        tensor(numbers.Select(n => rows.Labels[n]).ToArray(), [numbers.Length], device: device);
}
