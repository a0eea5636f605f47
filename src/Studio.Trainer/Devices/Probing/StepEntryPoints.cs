using System.Runtime.InteropServices;
using Studio.Trainer.Native;
using Studio.Trainer.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Devices.Probing;

/// <summary>What a step needs beside its products: clipping, update, random numbers, copies, and life after a lack of memory.</summary>
internal static class StepEntryPoints
{
    public static IEnumerable<EntryPoint> All { get; } =
    [
        new("TorchSharp's bridge finds all that it asks of libtorch", "everything", EntryPoint.None, 0, _ => Fits()),
        new("aten::_foreach_mul_.Tensor", "clipping", "one product for each gradient", 1e-5, Clip),
        new("aten::_fused_adamw_", "every update", "AdamW parameter by parameter", 1e-5, Fused),
        new("index_copy_", "memory of texts being written", EntryPoint.None, 0, device =>
            Compared.Difference(tensor(new float[] { 0, 5, 0, 6 }), zeros(4, device: device).index_copy_(0, tensor(new long[] { 1, 3 }, device: device), tensor(new float[] { 5, 6 }, device: device)))),
        new("manual_seed, the same numbers again", "dropout, resuming", EntryPoint.None, 0, Seeded),
        new("a lack of memory in a new tensor", "smaller passes after it", "the run ends", 1e-5, device => AfterLack(device, () => zeros([1L << 46], device: device))),
        new("a lack of memory in linear", "smaller passes after it", "the run ends", 1e-5, device => AfterLack(device, () => functional.linear(zeros([1L << 22, 1], device: device), zeros([1L << 22, 1], device: device)))),
        new("a lack of memory in the mask of attention", "smaller passes after it", "the run ends", 1e-5, device => AfterLack(device, () => Wide(device))),
        new("pinned memory, copies that do not wait", "batches to the device", "copies that wait", 0, Pinned) { OnlyCuda = true },
        new("autocast in the C++ interface", "nothing: weights are converted where they are used", "none needed", 0, _ => Exported("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb")),
        new("aoti_torch_create_cuda_stream_guard", "nothing yet", "one stream", 0, _ => Exported("aoti_torch_create_cuda_stream_guard")) { OnlyCuda = true },
        new("memory of the device", "peaks in reports", "the driver's figures", 0, _ => GpuMemory.Read() is { Total: > 0 } ? null : throw new MissingEntryPointException("Neither the CUDA runtime nor the driver tells.")) { OnlyCuda = true },
    ];

    private static double? Clip(Device device)
    {
        Tensor[] Made() => [.. new long[] { 3, 5 }.Select(n => { var p = zeros(n, device: device, requires_grad: true); p.grad = arange(1, n + 1, dtype: ScalarType.Float32, device: device); return p; })];
        var clipped = Made();
        Span<ulong> stack = [Dispatcher.Of([.. clipped.Select(p => p.grad!)]), Dispatcher.Of(full([], 0.25f, device: device))];
        if (!Dispatcher.IsAvailable || !Dispatcher.TryCall("aten::_foreach_mul_"u8, "Tensor"u8, stack))
            throw new MissingEntryPointException("libtorch refused the call; its reason stands in the error stream.");
        using Scalar quarter = 0.25;
        return Compared.Difference(cat([.. Made().Select(p => p.grad!.mul(quarter))]), cat([.. clipped.Select(p => p.grad!)]));
    }

    private static double? Fused(Device device)
    {
        Tensor Made()
        {
            manual_seed(11);
            return randn([64, 48], device: CPU).to(device).detach().requires_grad_(true);
        }
        var (fused, plain) = (Made(), Made());
        var group = new ParameterGroup("all", [("w", fused)], 0.01) { LearningRate = 0.1 };
        using var optimizer = new AdamW([group]);
        var (mean, square) = (zeros_like(plain), zeros_like(plain));
        for (int step = 1; step <= 3; step++)
        {
            fused.grad = fused.detach().sin();
            plain.grad = plain.detach().sin();
            optimizer.Step();
            if (!optimizer.UsedFusedKernel)
                throw new MissingEntryPointException("libtorch refused the call; its reason stands in the error stream.");
            using var noGrad = no_grad();
            optimizer.Plain(group, plain, mean, square, step);
        }
        return Compared.Difference(plain, fused);
    }

    private static double? Seeded(Device device)
    {
        Tensor Draw()
        {
            manual_seed(17);
            return functional.dropout(ones([1000], device: device), 0.5, true);
        }
        var (one, two) = (Draw(), Draw());
        return one.min().item<float>() == 0 ? Compared.Difference(one, two) : double.PositiveInfinity;
    }

    private static Tensor Wide(Device device)
    {
        var x = zeros([1, 1, 1L << 22, 8], device: device);
        return functional.scaled_dot_product_attention(x, x, x, zeros([1, 1, 1L << 22, 1], device: device).expand(1, 1, 1L << 22, 1L << 22).contiguous(), 0, false);
    }

    private static double? AfterLack(Device device, Func<Tensor> tooMuch)
    {
        try
        {
            using var _ = tooMuch();
            throw new InvalidOperationException("The memory was enough, which nobody expected.");
        }
        catch (ExternalException e) when (Runs.Steering.DeviceMemory.WasNotEnough(e))
        {
            return Compared.Difference(full([4, 4], 4.0), ones([4, 4], device: device).mm(ones([4, 4], device: device)));
        }
    }

    private static double? Pinned(Device device)
    {
        var values = arange(100_000, dtype: ScalarType.Int64);
        return Compared.Difference(values, Transfer.To(values, device));
    }

    private static double? Fits() => BridgeSymbols.Missing() is not { Count: > 0 } missing
        ? null
        : throw new InvalidOperationException($"{missing.Count} symbols are missing, whose functions would end the process: {string.Join(", ", missing.Take(40))}");

    private static double? Exported(string name) => Libtorch.Export(name) != 0 ? null : throw new MissingEntryPointException("Not exported.");
}
