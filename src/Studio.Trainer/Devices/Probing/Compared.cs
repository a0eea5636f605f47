using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Devices.Probing;

/// <summary>
/// Runs the same function twice, on the device in its precision and on the processor in 64 bits by plain arithmetic, and compares outputs and gradients.
/// </summary>
internal static class Compared
{
    /// <param name="device">Where the entry point runs.</param>
    /// <param name="type">In which precision.</param>
    /// <param name="shapes">Of the inputs; their values are the same each time.</param>
    /// <param name="tried">The entry point.</param>
    /// <param name="plain">The same by plain arithmetic.</param>
    /// <param name="gradients">False where it has none.</param>
    public static double Of(Device device, ScalarType type, long[][] shapes, Func<Tensor[], Tensor> tried, Func<Tensor[], Tensor> plain, bool gradients = true)
    {
        manual_seed(7);
        Tensor[] values = [.. shapes.Select(shape => randn(shape, dtype: ScalarType.Float32).to_type(type))];
        Tensor[] inputs = [.. values.Select(v => v.to(device).detach().requires_grad_(gradients))];
        Tensor[] references = [.. values.Select(v => v.to_type(ScalarType.Float64).detach().requires_grad_(gradients))];
        var (output, expected) = (tried(inputs), plain(references));
        double most = Difference(expected, output);
        if (!gradients)
            return most;
        var weights = randn(expected.shape, dtype: ScalarType.Float32).to_type(type);
        output.backward([weights.to(device).to_type(output.dtype)]);
        expected.backward([weights.to_type(ScalarType.Float64)]);
        return inputs.Zip(references, (i, r) => Difference(r.grad!, i.grad!)).Append(most).Max();
    }

    /// <summary>The largest difference, relative to the largest value expected.</summary>
    public static double Difference(Tensor expected, Tensor actual)
    {
        using var noGrad = no_grad();
        var (e, a) = (expected.detach().cpu().to_type(ScalarType.Float64), actual.detach().cpu().to_type(ScalarType.Float64));
        if (!e.shape.SequenceEqual(a.shape))
            throw new InvalidOperationException($"The shape is [{string.Join(", ", a.shape)}] where [{string.Join(", ", e.shape)}] was expected.");
        double difference = (e - a).abs().max().item<double>(), size = e.abs().max().item<double>();
        return double.IsNaN(difference) ? double.PositiveInfinity : difference / Math.Max(size, 1e-12);
    }

    /// <summary>Softmax attention by plain products: [rows, heads, tokens, size] each, the mask added to the scores.</summary>
    public static Tensor Attention(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        long[] q = query.shape, k = key.shape;
        using Scalar scale = 1 / Math.Sqrt(q[3]);
        var scores = bmm(query.reshape(-1, q[2], q[3]), key.reshape(-1, k[2], k[3]).transpose(1, 2)).mul(scale).view(q[0], q[1], q[2], k[2]);
        if (mask is not null)
            scores = scores + mask;
        return bmm(scores.softmax(-1).view(-1, q[2], k[2]), value.reshape(-1, k[2], k[3])).view(q[0], q[1], q[2], k[3]);
    }
}
