using System.Runtime.CompilerServices;
using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>
/// y = x Wᵀ + b for the few rows of a step of writing. MKL, which libtorch takes, packs the whole weight anew for each product, and that takes longer than the
/// product of a few rows; oneDNN, which libtorch has too, does not. Measured on four cores: 16 rows through 384 x 2,048 in 0.25 ms in place of 0.43, one row through
/// a vocabulary of 32,000 in 1.7 ms in place of 5.1.
/// </summary>
internal static unsafe class NarrowProduct
{
    // Every number of rows has a kernel of its own that is made once, which would not pay for prompts of all lengths.
    private const long FewRows = 8, MostRows = 64, WideOutput = 4096;

    private static readonly delegate* unmanaged<byte*, nuint, nint*, int> NewString = (delegate* unmanaged<byte*, nuint, nint*, int>)Libtorch.Export("torch_new_string_handle");

    /// <param name="x">[…, input].</param>
    /// <param name="weight">[output, input].</param>
    /// <param name="bias">[output]; null for none.</param>
    /// <returns>[…, output].</returns>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        bool suits = !is_grad_enabled() && x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && x.shape[^1] == weight.shape[1];
        long rows = suits ? x.NumberOfElements / Math.Max(1, x.shape[^1]) : 0;
        bool narrow = rows is > 0 and <= MostRows && (rows >= FewRows || weight.shape[0] >= WideOutput);
        return narrow && TryLinear(x, weight, bias) is { } y ? y : functional.linear(x, weight, bias);
    }

    /// <summary>Null where this libtorch has no such operator or refuses the shapes.</summary>
    internal static Tensor? TryLinear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (!Dispatcher.IsAvailable || NewString == null)
            return null;
        nint plain;
        ReadOnlySpan<byte> name = "none"u8;
        if (NewString((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in name[0])), (nuint)name.Length, &plain) != 0)
            return null;
        Span<ulong> stack = [Dispatcher.Of(x), Dispatcher.Of(weight), bias is null ? Dispatcher.None : Dispatcher.Maybe(Dispatcher.Of(bias)), (ulong)plain, Dispatcher.Of([]), Dispatcher.None];
        return Dispatcher.TryCall("mkldnn::_linear_pointwise"u8, ""u8, stack) ? Dispatcher.Tensor(stack[0]) : null;
    }
}
