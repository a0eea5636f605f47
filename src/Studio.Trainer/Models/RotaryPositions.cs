using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Rotary position embedding (Su and others, 2021), turning the two halves of a head against each other as Hugging Face's models do.</summary>
internal sealed class RotaryPositions
{
    private readonly Tensor _cosine, _sine;

    /// <param name="tokens">Length of the rows.</param>
    /// <param name="headSize">Values of a head; even.</param>
    /// <param name="theta">The base of the wavelengths.</param>
    /// <param name="type">Element type of the queries and keys.</param>
    /// <param name="device">Where they are.</param>
    public RotaryPositions(long tokens, int headSize, double theta, ScalarType type, Device device)
    {
        float[] inverse = [.. Enumerable.Range(0, headSize / 2).Select(i => (float)(1 / Math.Pow(theta, 2.0 * i / headSize)))];
        var angles = outer(arange(tokens, dtype: ScalarType.Float32, device: device), tensor(inverse, device: device));
        angles = cat([angles, angles], -1);
        (_cosine, _sine) = (angles.cos().to_type(type), angles.sin().to_type(type));
    }

    /// <summary>[rows, heads, tokens, headSize] to the same shape.</summary>
    public Tensor Turn(Tensor x)
    {
        long half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return (x * _cosine).Plus(turned * _sine);
    }
}
