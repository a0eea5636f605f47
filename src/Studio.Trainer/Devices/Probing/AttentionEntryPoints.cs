using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Devices.Probing;

/// <summary>Scaled dot-product attention in the forms that the engine asks for, and those that it could.</summary>
internal static class AttentionEntryPoints
{
    private const long Rows = 2, Heads = 4, Tokens = 24, Size = 32;
    private static readonly long[][] Shapes = [[Rows, Heads, Tokens, Size], [Rows, Heads, Tokens, Size], [Rows, Heads, Tokens, Size]];
    private static readonly int[] Starts = [0, 10, 24, 29, 48];
    private static readonly Scalar Lowest = -3.3e38;

    public static IEnumerable<EntryPoint> All { get; } =
    [
        .. Both("scaled_dot_product_attention", "encoders without padding", _ => null, false),
        .. Both("scaled_dot_product_attention, causal", "decoders", Causal, true),
        .. Both("scaled_dot_product_attention, padding hidden", "encoders with padding", Padding, false),
        .. Both("scaled_dot_product_attention, documents apart", "packed rows", Documents, false),
        new("scaled_dot_product_attention, dropout", "training with attention dropout", EntryPoint.None, 0, Dropout),
        new("scaled_dot_product_attention, gradients twice alike, bf16", "resuming a run bit for bit", "runs resume with other roundings", 0, device => Twice(device, null)),
        new("scaled_dot_product_attention with a mask, gradients twice alike, bf16", "resuming a run bit for bit", "runs resume with other roundings", 0, device => Twice(device, Padding(device))),
        new("aten::_flash_attention_forward, rows of different lengths, gradients, bf16", "nothing yet: packed rows and encoders without any padding", "documents apart by a mask", 2e-2, Flash) { OnlyCuda = true },
        new("aten::_efficient_attention_forward, rows of different lengths, gradients, bf16", "nothing yet", "documents apart by a mask", 2e-2, Efficient) { OnlyCuda = true },
    ];

    private static EntryPoint[] Both(string name, string usedFor, Func<Device, Tensor?> mask, bool causal)
    {
        double Of(Device device, ScalarType type) => Compared.Of(
            device, type, Shapes, x => functional.scaled_dot_product_attention(x[0], x[1], x[2], causal ? null : mask(device)?.to_type(type), 0, causal),
            x => Compared.Attention(x[0], x[1], x[2], mask(CPU)?.to_type(ScalarType.Float64)));
        return
        [
            new($"{name}, fp32, gradients", usedFor, EntryPoint.None, 1e-5, device => Of(device, ScalarType.Float32)),
            new($"{name}, bf16, gradients", usedFor, EntryPoint.None, 2e-2, device => Of(device, ScalarType.BFloat16)),
        ];
    }

    private static Tensor Hide(Tensor hidden) => zeros(hidden.shape, device: hidden.device).masked_fill_(hidden, Lowest);

    private static Tensor Causal(Device device) => Hide(ones([Tokens, Tokens], dtype: ScalarType.Bool, device: device).triu(1)).view(1, 1, Tokens, Tokens);

    private static Tensor Padding(Device device)
    {
        var places = arange(Tokens, device: device).view(1, 1, 1, Tokens);
        return Hide(places.ge(tensor(new long[] { Tokens, 15 }, [Rows, 1, 1, 1], device: device)));
    }

    private static Tensor Documents(Device device)
    {
        var document = arange(Tokens, device: device).gt(tensor(9L, device: device));
        return Hide(document.unsqueeze(0).ne(document.unsqueeze(1)).logical_or(ones([Tokens, Tokens], dtype: ScalarType.Bool, device: device).triu(1))).view(1, 1, Tokens, Tokens);
    }

    private static double? Dropout(Device device)
    {
        Tensor[] x = [.. Shapes.Select(shape => randn(shape, device: device, requires_grad: true))];
        Tensor Drawn()
        {
            manual_seed(3);
            return functional.scaled_dot_product_attention(x[0], x[1], x[2], null, 0.5, false);
        }
        var (one, two) = (Drawn(), Drawn());
        one.sum().backward();
        return x[0].grad!.isfinite().all().item<bool>() ? Compared.Difference(one, two) : double.PositiveInfinity;
    }

    private static double? Twice(Device device, Tensor? mask)
    {
        manual_seed(5);
        Tensor[] values = [.. Shapes.Select(_ => randn([4, 8, 256, 64], device: device).to_type(ScalarType.BFloat16))];
        mask = mask is null ? null : zeros([4, 1, 1, 256], device: device).to_type(ScalarType.BFloat16);
        Tensor Gradient()
        {
            Tensor[] x = [.. values.Select(v => v.detach().requires_grad_(true))];
            functional.scaled_dot_product_attention(x[0], x[1], x[2], mask, 0, false).square().sum().backward();
            return cat([.. x.Select(t => t.grad!)]);
        }
        return Compared.Difference(Gradient(), Gradient());
    }

    private static double? Flash(Device device) => Ragged(device, x =>
    {
        var places = tensor(Starts, device: device);
        Span<ulong> stack =
        [
            Dispatcher.Of(x[0]), Dispatcher.Of(x[1]), Dispatcher.Of(x[2]), Dispatcher.Maybe(Dispatcher.Of(places)), Dispatcher.Maybe(Dispatcher.Of(places)), Dispatcher.Of(Longest), Dispatcher.Of(Longest),
            Dispatcher.Of(0.0), Dispatcher.Of(false), Dispatcher.Of(false), Dispatcher.None, Dispatcher.None, Dispatcher.None, Dispatcher.None, Dispatcher.None,
        ];
        return ProductEntryPoints.Called("aten::_flash_attention_forward"u8, ""u8, stack, 5)[0];
    });

    private static double? Efficient(Device device) => Ragged(device, x =>
    {
        var places = tensor(Starts, device: device);
        Span<ulong> stack =
        [
            Dispatcher.Of(x[0].unsqueeze(0)), Dispatcher.Of(x[1].unsqueeze(0)), Dispatcher.Of(x[2].unsqueeze(0)), Dispatcher.None, Dispatcher.Maybe(Dispatcher.Of(places)), Dispatcher.Maybe(Dispatcher.Of(places)),
            Dispatcher.Maybe(Dispatcher.Of(Longest)), Dispatcher.Maybe(Dispatcher.Of(Longest)), Dispatcher.Of(0.0), Dispatcher.Of(0L), Dispatcher.Of(true), Dispatcher.None, Dispatcher.None, Dispatcher.None,
        ];
        return ProductEntryPoints.Called("aten::_efficient_attention_forward"u8, ""u8, stack, 1)[0].squeeze(0);
    });

    private static long Longest => Starts.Zip(Starts.Skip(1), (a, b) => (long)(b - a)).Max();

    /// <summary>[tokens, heads, size]: texts one behind the other, each attending to itself.</summary>
    private static double Ragged(Device device, Func<Tensor[], Tensor> tried)
    {
        long[] shape = [Starts[^1], Heads, Size];
        return Compared.Of(device, ScalarType.BFloat16, [shape, shape, shape], tried, x => cat([.. Starts.Zip(Starts.Skip(1), (start, end) =>
        {
            Tensor Part(Tensor all) => all.narrow(0, start, end - start).transpose(0, 1).unsqueeze(0);
            return Compared.Attention(Part(x[0]), Part(x[1]), Part(x[2]), null).squeeze(0).transpose(0, 1);
        })]));
    }
}
