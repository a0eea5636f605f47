using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Devices.Probing;

/// <summary>Products, tables, normalizations and losses.</summary>
internal static class ProductEntryPoints
{
    private const double Narrow = 2e-2, Wide = 1e-5;
    private static readonly Scalar Epsilon = 1e-5, Half = 0.5, RootHalf = Math.Sqrt(0.5), One = 1.0;

    public static IEnumerable<EntryPoint> All { get; } =
    [
        .. Both("linear", "every layer", EntryPoint.None, [[6, 24], [16, 24], [16]], x => functional.linear(x[0], x[1], x[2]), x => x[0].mm(x[1].t()) + x[2]),
        .. Both("mm", "adapters merged into weights", EntryPoint.None, [[9, 16], [16, 8]], x => x[0].mm(x[1]), x => x[0].mm(x[1])),
        .. Both("bmm", "attention with dropout on processors, capped attention", EntryPoint.None, [[3, 8, 16], [3, 16, 8]], x => x[0].bmm(x[1]), x => x[0].bmm(x[1])),
        .. Both("layer_norm", "encoders, GPT-2", EntryPoint.None, [[5, 32], [32], [32]], x => functional.layer_norm(x[0], [32], x[1], x[2], 1e-5), PlainLayerNorm),
        .. Both("root mean square by parts", "decoders", EntryPoint.None, [[5, 32], [32]], x => RmsByParts(x[0], x[1]), x => RmsByParts(x[0], x[1])),
        .. Both("gelu", "encoders", EntryPoint.None, [[7, 9]], x => functional.gelu(x[0]), x => x[0].mul(Half) * (x[0].mul(RootHalf).erf() + One)),
        .. Both("silu", "decoders", EntryPoint.None, [[7, 9]], x => functional.silu(x[0]), x => x[0] * x[0].sigmoid()),
        .. Both("softmax", "attention weights", EntryPoint.None, [[7, 9]], x => x[0].softmax(-1), x => x[0].exp() / x[0].exp().sum(-1, keepdim: true)),
        new("aten::embedding, fp32, gradients", "words", "index_select", Wide, device => Compared.Of(device, ScalarType.Float32, [[11, 8]], x => Looked(x[0], device), x => x[0].index_select(0, Ids(CPU).view(-1)).view(2, 3, 8))),
        new("cross_entropy, fp32, gradients", "losses of all tasks", EntryPoint.None, Wide, device => Compared.Of(
            device, ScalarType.Float32, [[6, 12]], x => functional.cross_entropy(x[0], Ids(device).view(-1), reduction: Reduction.Sum), PlainCrossEntropy)),
        new("aten::_fused_rms_norm, bf16, gradients", "nothing yet: one operation in place of six", "root mean square by parts", Narrow, device => Compared.Of(
            device, ScalarType.BFloat16, [[5, 32], [32]], x => FusedRms(x[0], x[1]), x => RmsByParts(x[0], x[1]))),
    ];

    private static EntryPoint[] Both(string name, string usedFor, string fallback, long[][] shapes, Func<Tensor[], Tensor> tried, Func<Tensor[], Tensor> plain) =>
    [
        new($"{name}, fp32, gradients", usedFor, fallback, Wide, device => Compared.Of(device, ScalarType.Float32, shapes, tried, plain)),
        new($"{name}, bf16, gradients", usedFor, fallback, Narrow, device => Compared.Of(device, ScalarType.BFloat16, shapes, tried, plain)),
    ];

    private static Tensor Ids(Device device) => tensor(new long[] { 1, 5, 2, 5, 9, 0 }, [2, 3], device: device);

    private static Tensor Looked(Tensor table, Device device) => Dispatcher.IsAvailable
        ? Models.Embedding.Look(table, Ids(device))
        : throw new MissingEntryPointException("This libtorch has no dispatcher for C.");

    private static Tensor PlainLayerNorm(Tensor[] x)
    {
        var centred = x[0] - x[0].mean([-1], keepdim: true);
        return centred * (centred.square().mean([-1], keepdim: true) + Epsilon).rsqrt() * x[1] + x[2];
    }

    private static Tensor RmsByParts(Tensor x, Tensor weight) => x * (x.square().mean([-1], keepdim: true) + Epsilon).rsqrt() * weight;

    private static Tensor PlainCrossEntropy(Tensor[] x)
    {
        var logs = x[0] - x[0].exp().sum(-1, keepdim: true).log();
        return logs.gather(1, Ids(CPU).view(-1, 1)).sum().neg();
    }

    private static Tensor FusedRms(Tensor x, Tensor weight)
    {
        Span<ulong> stack = [Dispatcher.Of(x), Dispatcher.OfNumbers([x.shape[^1]]), Dispatcher.Maybe(Dispatcher.Of(weight)), Dispatcher.Maybe(Dispatcher.Of(1e-5))];
        return Called("aten::_fused_rms_norm"u8, ""u8, stack, 2)[0];
    }

    /// <summary>Calls an operator and answers its first results.</summary>
    internal static Tensor[] Called(ReadOnlySpan<byte> name, ReadOnlySpan<byte> overload, Span<ulong> stack, int results)
    {
        if (!Dispatcher.IsAvailable)
            throw new MissingEntryPointException("This libtorch has no dispatcher for C.");
        if (!Dispatcher.TryCall(name, overload, stack))
            throw new MissingEntryPointException("libtorch refused the call; its reason stands in the error stream.");
        var answer = new Tensor[results];
        for (int i = 0; i < results; i++)
            answer[i] = Dispatcher.Tensor(stack[i]);
        return answer;
    }
}
