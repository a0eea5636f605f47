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

    /// <param name="query">[rows, heads, queries, size].</param>
    /// <param name="key">[rows, heads, tokens, size]: what the queries are compared with.</param>
    /// <param name="value">What is summed.</param>
    /// <param name="mask">Added to the scores; null for none.</param>
    /// <param name="dropout">Share of the attention that a training pass drops.</param>
    /// <param name="pass">Says whether this is one.</param>
    /// <returns>[rows, queries, heads · size].</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, double dropout, ForwardPass pass)
    {
        if (!pass.Training)
            dropout = 0;
        return Join(dropout > 0 && pass.DrawsMasks(query)
            ? AttendWithMask(query, key, value, mask, dropout, pass)
            : functional.scaled_dot_product_attention(query, key, value, mask, dropout, false));
    }

    // libtorch takes this way as well where attention is dropped; here the mask is drawn on all cores.
    private static Tensor AttendWithMask(Tensor query, Tensor key, Tensor value, Tensor? mask, double dropout, ForwardPass pass)
    {
        long rows = query.shape[0], heads = query.shape[1], queries = query.shape[2], tokens = key.shape[2], size = query.shape[3];
        using TorchSharp.Scalar scale = 1 / Math.Sqrt(size);
        var scores = bmm(query.mul(scale).reshape(-1, queries, size), key.reshape(-1, tokens, size).transpose(1, 2));
        if (mask is not null)
            scores = scores.view(rows, heads, queries, tokens).Gather(mask).view(-1, queries, tokens);
        var attention = scores.softmax(-1);
        return bmm(pass.Dropout(attention, dropout), value.reshape(-1, tokens, size)).view(rows, heads, queries, size);
    }
}
