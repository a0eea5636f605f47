using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>What the tokens of a batch may look at, worked out once for all layers of one kind.</summary>
/// <param name="IsCausal">True where a token sees itself and all before it and nothing else is to be said.</param>
/// <param name="Mask">Added to the scores, [rows or 1, 1, tokens, keys]; null where every token sees every key, or where <paramref name="IsCausal"/> says it all.</param>
/// <param name="Angles">The rotary angles of the new tokens; null for learned positions.</param>
internal sealed record AttentionPlan(bool IsCausal, Tensor? Mask, RotaryAngles? Angles)
{
    // Not minus infinity: a row that sees nothing, as padding on the left does, would become NaN.
    private static readonly Scalar Lowest = -3.3e38;

    /// <summary>The same for the last token of every row alone.</summary>
    public AttentionPlan OfLast => new(false, Mask?.narrow(2, Mask.shape[2] - 1, 1), Angles);

    /// <param name="batch">The tokens.</param>
    /// <param name="tokens">Tokens of a row.</param>
    /// <param name="window">A token sees this many keys, itself included; null for all.</param>
    /// <param name="explicitly">True where the attention cannot do with <see cref="IsCausal"/>.</param>
    /// <param name="type">Element type of the scores.</param>
    /// <param name="angles">See <see cref="Angles"/>.</param>
    public static AttentionPlan For(TokenBatch batch, long tokens, int? window, bool explicitly, ScalarType type, RotaryAngles? angles)
    {
        var memory = batch.Memory;
        long total = memory?.Total(tokens) ?? tokens;
        var hidden = batch.PadsRight ? null : batch.Mask;
        bool plain = memory?.Places is null && hidden is null && batch.Documents is null && (window is null || total <= window);
        if (plain && tokens == 1)
            return new(false, null, angles);
        if (plain && total == tokens && !explicitly)
            return new(true, null, angles);
        var device = batch.Ids.device;
        var keys = arange(total, dtype: ScalarType.Int64, device: device).view(1, 1, 1, total);
        var places = (memory?.Places ?? arange(memory?.Past ?? 0, total, dtype: ScalarType.Int64, device: device).view(1, tokens)).unsqueeze(1).unsqueeze(-1);
        var visible = keys.le(places);
        if (window is { } width)
        {
            using Scalar reach = width;
            visible = visible.logical_and(keys.gt(places.sub(reach)));
        }
        if (hidden is not null)
            visible = visible.logical_and(WithRoom(hidden, total - tokens).unsqueeze(1).unsqueeze(1));
        if (batch.Documents is { } documents)
            visible = visible.logical_and(documents.unsqueeze(1).unsqueeze(-1).eq(documents.unsqueeze(1).unsqueeze(1)));
        return new(false, zeros(visible.shape, dtype: type, device: device).masked_fill_(visible.logical_not(), Lowest), angles);
    }

    private static Tensor WithRoom(Tensor mask, long past) => past == 0 ? mask : cat([ones([mask.shape[0], past], dtype: ScalarType.Bool, device: mask.device), mask], 1);
}
