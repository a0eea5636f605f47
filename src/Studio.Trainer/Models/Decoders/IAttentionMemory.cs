using static TorchSharp.torch;

namespace Studio.Trainer.Models.Decoders;

/// <summary>Keys and values of what was read before the tokens of a batch.</summary>
internal interface IAttentionMemory
{
    /// <summary>Tokens in front of every row; not used where <see cref="Places"/> says where each token stands.</summary>
    long Past { get; }

    /// <summary>[rows, tokens], 64-bit: where each new token stands in its row; null where all rows go on after <see cref="Past"/>.</summary>
    Tensor? Places { get; }

    /// <summary>Keys that <see cref="Extend"/> gives for so many new tokens.</summary>
    long Total(long tokens);

    /// <summary>Takes in a layer's new keys and values, [rows, heads, tokens, head size], and gives all of them back.</summary>
    (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values);
}

/// <summary>Remembers nothing from before and keeps what the layers compute.</summary>
internal sealed class RecordingMemory(int layers) : IAttentionMemory
{
    private readonly Tensor[] _parts = new Tensor[layers];

    public long Past => 0;

    public Tensor? Places => null;

    public long Total(long tokens) => tokens;

    public (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values)
    {
        // [heads, tokens, size] twice to [tokens, 2, heads, size]
        _parts[layer] = stack([keys[0].transpose(0, 1), values[0].transpose(0, 1)], 1);
        return (keys, values);
    }

    /// <summary>[tokens, layers · 2 · heads · head size] of the batch's one row.</summary>
    public Tensor Table() => stack(_parts, 1).reshape(_parts[0].shape[0], -1);
}

/// <summary>The same keys and values in front of every row: a prefix that was learned, or a text that was read once for several continuations.</summary>
/// <param name="layers">[1, heads, past, head size] for each layer.</param>
internal sealed class PrefixMemory(IReadOnlyList<(Tensor Keys, Tensor Values)> layers) : IAttentionMemory
{
    public long Past { get; } = layers[0].Keys.shape[2];

    public Tensor? Places => null;

    public long Total(long tokens) => Past + tokens;

    public (Tensor Keys, Tensor Values) Extend(int layer, Tensor keys, Tensor values) => (Join(layers[layer].Keys, keys), Join(layers[layer].Values, values));

    /// <summary>From PEFT's layout of a learned prefix: [tokens, layers · 2 · heads · head size], keys before values.</summary>
    public static PrefixMemory FromTable(Tensor table, DecoderShape shape)
    {
        var parts = table.view(table.shape[0], shape.Layers, 2, shape.KeyValueHeads, shape.HeadSize);
        return new([.. Enumerable.Range(0, shape.Layers).Select(i => (Part(parts, i, 0), Part(parts, i, 1)))]);
    }

    private static Tensor Part(Tensor parts, int layer, int which) => parts.select(1, layer).select(1, which).transpose(0, 1).unsqueeze(0);

    private static Tensor Join(Tensor past, Tensor added) => cat([past.to_type(added.dtype).expand(added.shape[0], past.shape[1], past.shape[2], past.shape[3]), added], 2);
}
