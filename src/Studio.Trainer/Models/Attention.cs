using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>Which tokens a token may look at, as numbers added to the attention scores: 0, or one so low that nothing is left after softmax.</summary>
internal static class AttentionMask
{
    // Not minus infinity: a row of a window that holds only padding would become NaN and spoil the layers above.
    private static readonly TorchSharp.Scalar Lowest = -3.3e38;

    /// <summary>[rows, 1, 1, tokens] from the padding mask; null where nothing is padded.</summary>
    public static Tensor? Padding(Tensor? mask, ScalarType type) => mask is null ? null : Hide(mask.logical_not().unsqueeze(1).unsqueeze(1), type);

    /// <summary>[rows or 1, 1, tokens, tokens]: only neighbours up to <paramref name="reach"/> tokens away, and no padding.</summary>
    public static Tensor Window(Tensor? mask, long tokens, long reach, ScalarType type, Device device)
    {
        using TorchSharp.Scalar limit = reach;
        var at = arange(tokens, dtype: ScalarType.Int64, device: device);
        var far = (at.unsqueeze(0) - at.unsqueeze(1)).abs().gt(limit).unsqueeze(0).unsqueeze(0);
        return Hide(mask is null ? far : far.logical_or(mask.logical_not().unsqueeze(1).unsqueeze(1)), type);
    }

    private static Tensor Hide(Tensor hidden, ScalarType type) => zeros(hidden.shape, dtype: type, device: hidden.device).masked_fill_(hidden, Lowest);
}

/// <summary>Scaled dot-product attention over several heads (Vaswani and others, 2017).</summary>
internal static class MultiHead
{
    /// <summary>[rows, tokens, hidden] to [rows, heads, tokens, hidden / heads].</summary>
    public static Tensor Split(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);

    /// <summary>The inverse of <see cref="Split"/>.</summary>
    public static Tensor Join(Tensor x) => x.transpose(1, 2).reshape(x.shape[0], x.shape[2], x.shape[1] * x.shape[3]);

    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, double dropout) =>
        Join(functional.scaled_dot_product_attention(query, key, value, mask, dropout, false));
}
