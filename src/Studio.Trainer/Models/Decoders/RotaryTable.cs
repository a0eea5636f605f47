using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Cosines and sines of all positions of a model, made once and kept; owned by one thread like the model.</summary>
internal sealed class RotaryTable(Rope rope, Device device) : IDisposable
{
    private const int Step = 1024;
    private Tensor? _cosine, _sine;

    /// <summary>Angles of the positions 0 up to <paramref name="tokens"/>: [tokens, rotated values] each.</summary>
    public RotaryAngles First(long start, long tokens, ScalarType type)
    {
        Reach(start + tokens);
        return new(rope.Size, _cosine!.narrow(0, start, tokens).to_type(type), _sine!.narrow(0, start, tokens).to_type(type));
    }

    /// <summary>Angles of the given positions: [rows, 1, tokens, rotated values] each.</summary>
    /// <param name="positions">[rows, tokens], 64-bit.</param>
    /// <param name="end">Above every position.</param>
    /// <param name="type">Element type of queries and keys.</param>
    public RotaryAngles At(Tensor positions, long end, ScalarType type)
    {
        Reach(end);
        long[] shape = [positions.shape[0], 1, positions.shape[1], rope.Size];
        var flat = positions.reshape(-1);
        return new(rope.Size, _cosine!.index_select(0, flat).view(shape).to_type(type), _sine!.index_select(0, flat).view(shape).to_type(type));
    }

    public void Dispose()
    {
        _cosine?.Dispose();
        _sine?.Dispose();
    }

    private void Reach(long end)
    {
        if (_cosine is not null && _cosine.shape[0] >= end)
            return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long length = (end + Step - 1) / Step * Step;
        var angles = outer(arange(length, dtype: ScalarType.Float32, device: device), tensor(rope.Frequencies, device: device));
        angles = cat([angles, angles], -1);
        Dispose();
        (_cosine, _sine) = (angles.cos().DetachFromDisposeScope(), angles.sin().DetachFromDisposeScope());
    }
}

/// <summary>Turns the two halves of each head against each other, as Hugging Face's models do.</summary>
internal sealed record RotaryAngles(int Size, Tensor Cosine, Tensor Sine)
{
    /// <summary>[rows, heads, tokens, head size] to the same shape.</summary>
    public Tensor Turn(Tensor x)
    {
        if (Size < x.shape[^1])
            return cat([Turn(x.narrow(-1, 0, Size)), x.narrow(-1, Size, x.shape[^1] - Size)], -1);
        if (SinglePass.Suits(x) && x.dim() == 4)
            return SinglePass.Turn(x, Cosine, Sine);
        long half = Size / 2;
        return (x * Cosine).Plus(cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1) * Sine);
    }
}
