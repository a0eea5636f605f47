using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>Which tokens a token may look at, as numbers added to the attention scores: 0 or minus infinity.</summary>
internal static class AttentionMask
{
    private static readonly TorchSharp.Scalar MinusInfinity = double.NegativeInfinity;

    /// <summary>[rows, 1, 1, tokens] from the padding mask; null where nothing is padded.</summary>
    public static Tensor? Padding(Tensor? mask, ScalarType type) =>
        mask is null ? null : zeros(mask.shape, dtype: type, device: mask.device).masked_fill_(mask.logical_not(), MinusInfinity).unsqueeze(1).unsqueeze(1);
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
