using System.Runtime.InteropServices;
using TorchSharp;

namespace Studio.Trainer.Native;

/// <summary>
/// Calls an operator of libtorch by its name through the stable C interface (<c>torch_call_dispatcher</c>). A wrong shape or an unknown
/// operator is an error code here, where TorchSharp's own entry points may end the process. Operators with <c>Scalar</c> arguments cannot be called.
/// </summary>
internal static unsafe class Dispatcher
{
    private static readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> CallOperator =
        (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)Libtorch.Export("torch_call_dispatcher");
    private static readonly delegate* unmanaged<nint, nint*, int> NewTensorHandle =
        (delegate* unmanaged<nint, nint*, int>)Libtorch.Export("aoti_torch_new_tensor_handle");
    private static readonly delegate* unmanaged<nint, int> DeleteTensor =
        (delegate* unmanaged<nint, int>)Libtorch.Export("aoti_torch_delete_tensor_object");
    private static readonly delegate* unmanaged<nuint, nint*, int> NewList =
        (delegate* unmanaged<nuint, nint*, int>)Libtorch.Export("torch_new_list_reserve_size");
    private static readonly delegate* unmanaged<nint, ulong, int> PushBack =
        (delegate* unmanaged<nint, ulong, int>)Libtorch.Export("torch_list_push_back");
    private static readonly ulong InterfaceVersion = ReadVersion();

    /// <summary>The version of libtorch's stable interface, its bytes from the highest: major, minor, patch; 0 where there is none.</summary>
    internal static ulong Interface => InterfaceVersion;

    /// <summary>False where this libtorch does not export the interface; callers then take their plain path.</summary>
    public static bool IsAvailable { get; } =
        CallOperator != null && NewTensorHandle != null && DeleteTensor != null && NewList != null && PushBack != null && InterfaceVersion != 0;

    /// <summary>Runs the operator on <paramref name="stack"/>, which holds its arguments and afterwards its results.</summary>
    /// <param name="name">With its namespace and a closing zero, as <c>"aten::mm"u8</c> has.</param>
    /// <param name="overload">Empty for the plain form.</param>
    /// <param name="stack">At least as long as the arguments and as the results; what stands in it is given away.</param>
    /// <returns>False where libtorch refused the call; the reason goes to the error stream of the process.</returns>
    public static bool TryCall(ReadOnlySpan<byte> name, ReadOnlySpan<byte> overload, Span<ulong> stack)
    {
        // An empty span pins to null; its reference still points at the closing zero of the literal.
        fixed (byte* nameBytes = &MemoryMarshal.GetReference(name))
        fixed (byte* overloadBytes = &MemoryMarshal.GetReference(overload))
        fixed (ulong* values = stack)
            return CallOperator(nameBytes, overloadBytes, values, InterfaceVersion) == 0;
    }

    /// <summary>An argument that holds the tensor; the operator takes the extra reference with it.</summary>
    public static ulong Of(torch.Tensor tensor)
    {
        nint copy;
        if (NewTensorHandle(tensor.Handle, &copy) != 0)
            throw new InvalidOperationException("libtorch gave no second reference to a tensor.");
        return (ulong)copy;
    }

    public static ulong Of(double value) => BitConverter.DoubleToUInt64Bits(value);

    public static ulong Of(bool value) => value ? 1UL : 0UL;

    public static ulong Of(long value) => (ulong)value;

    public static ulong Of(IReadOnlyList<torch.Tensor> tensors)
    {
        nint list;
        if (NewList((nuint)tensors.Count, &list) != 0)
            throw new InvalidOperationException("libtorch made no list of tensors.");
        for (int i = 0; i < tensors.Count; i++)
            _ = PushBack(list, Of(tensors[i]));
        return (ulong)list;
    }

    /// <summary>A list of whole numbers.</summary>
    public static ulong OfNumbers(IReadOnlyList<long> values)
    {
        nint list;
        if (NewList((nuint)values.Count, &list) != 0)
            throw new InvalidOperationException("libtorch made no list of numbers.");
        foreach (long value in values)
            _ = PushBack(list, Of(value));
        return (ulong)list;
    }

    /// <summary>An optional argument that is given. The operator frees its box.</summary>
    public static ulong Maybe(ulong value)
    {
        var box = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *box = value;
        return (ulong)box;
    }

    /// <summary>The value None of an optional argument.</summary>
    public const ulong None = 0;

    /// <summary>A result of <see cref="TryCall"/> as a tensor of the current dispose scope.</summary>
    public static torch.Tensor Tensor(ulong result) => torch.Tensor.UnsafeCreateTensor((nint)result);

    private static ulong ReadVersion()
    {
        nint address = Libtorch.Export("aoti_torch_abi_version");
        return address == 0 ? 0 : ((delegate* unmanaged<ulong>)address)();
    }
}
