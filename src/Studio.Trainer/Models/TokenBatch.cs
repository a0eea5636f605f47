using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Rows of tokens as the encoders read them, padded on the right to one length.</summary>
/// <param name="Ids">[rows, tokens], 64-bit.</param>
/// <param name="Mask">[rows, tokens], true where a token counts; null where no row is padded.</param>
/// <param name="TypeIds">[rows, tokens], 64-bit: 1 for the second text of a pair; null for all 0.</param>
/// <param name="Positions">[answers], 64-bit: which tokens of the flattened batch are answered; null is all. The last layer computes the vectors of these alone.</param>
public sealed record TokenBatch(Tensor Ids, Tensor? Mask = null, Tensor? TypeIds = null, Tensor? Positions = null)
{
    /// <summary>[rows, tokens], 64-bit: where a decoder takes each token to stand; null counts from 0, or goes on from the memory.</summary>
    public Tensor? PositionIds { get; init; }

    /// <summary>[rows, tokens], 64-bit: tokens of another number are another document, which a decoder does not look at; null for one document a row.</summary>
    public Tensor? Documents { get; init; }

    /// <summary>True where padding stands only on the right, which a decoder never looks at.</summary>
    public bool PadsRight { get; init; }

    /// <summary>What a decoder has read before these tokens.</summary>
    internal Decoders.IAttentionMemory? Memory { get; init; }

    /// <summary>True where <see cref="Positions"/> names one token of every row, in their order.</summary>
    public bool OnePerRow { get; init; }

    /// <summary>True where <see cref="Positions"/> names the last place of every row, in their order.</summary>
    public bool OnlyLast { get; init; }

    /// <summary>The same rows, answered at their first token.</summary>
    internal TokenBatch AtFirst => this with { Positions = RowStarts, OnePerRow = true };

    /// <summary>The same rows, answered at their last place.</summary>
    internal TokenBatch AtLast
    {
        get
        {
            using TorchSharp.Scalar end = Ids.shape[1] - 1;
            return this with { Positions = RowStarts.add_(end), OnePerRow = true, OnlyLast = true };
        }
    }

    /// <summary>The same rows, answered at every token.</summary>
    internal TokenBatch AtAll => this with { Positions = null, OnePerRow = false, OnlyLast = false };

    /// <summary>[rows], 64-bit: where each row begins in the flattened batch.</summary>
    internal Tensor RowStarts => arange(0, Ids.shape[0] * Ids.shape[1], Ids.shape[1], dtype: ScalarType.Int64, device: Ids.device);

    /// <summary>[rows, tokens, hidden] to [answers, hidden], or as it is where all are answered.</summary>
    internal Tensor Answered(Tensor vectors) => Positions is null ? vectors : vectors.reshape(-1, vectors.shape[^1]).index_select(0, Positions);

    /// <summary>The same rows with room for virtual tokens in front.</summary>
    public TokenBatch WithRoomInFront(long tokens) => new(
        cat([zeros([Ids.shape[0], tokens], dtype: Ids.dtype, device: Ids.device), Ids], 1),
        Mask is null ? null : cat([ones([Ids.shape[0], tokens], dtype: ScalarType.Bool, device: Ids.device), Mask], 1),
        TypeIds is null ? null : cat([zeros([Ids.shape[0], tokens], dtype: Ids.dtype, device: Ids.device), TypeIds], 1),
        Moved(tokens))
    {
        PadsRight = PadsRight,
        OnePerRow = OnePerRow,
        OnlyLast = OnlyLast,
    };

    /// <summary>The same positions in rows that are longer in front.</summary>
    private Tensor? Moved(long tokens)
    {
        if (Positions is null)
            return null;
        using TorchSharp.Scalar length = Ids.shape[1], added = tokens;
        return Positions.Plus(Positions.floor_divide(length).mul_(added).Gather(added));
    }

    /// <summary>Builds the tensors in the current dispose scope.</summary>
    /// <param name="ids">One array per row.</param>
    /// <param name="typeIds">Parallel to <paramref name="ids"/>, or null.</param>
    /// <param name="padId">Stands where a row is shorter than the longest.</param>
    /// <param name="device">Where the tensors are made; null is the processor.</param>
    public static TokenBatch From(IReadOnlyList<ReadOnlyMemory<int>> ids, IReadOnlyList<ReadOnlyMemory<int>>? typeIds, int padId, Device? device = null)
    {
        int rows = ids.Count, length = Math.Max(1, ids.Max(row => row.Length));
        var flat = new long[rows * length];
        var types = typeIds is null ? null : new long[flat.Length];
        var mask = new bool[flat.Length];
        Array.Fill(flat, padId);
        bool padded = false;
        for (int row = 0; row < rows; row++)
        {
            var tokens = ids[row].Span;
            for (int i = 0; i < tokens.Length; i++)
            {
                flat[row * length + i] = tokens[i];
                mask[row * length + i] = true;
                if (types is not null)
                    types[row * length + i] = typeIds![row].Span[i];
            }
            padded |= tokens.Length < length;
        }
        long[] shape = [rows, length];
        return new(Transfer.Of(flat, shape, device), padded ? Transfer.Of(mask, shape, device) : null, types is null ? null : Transfer.Of(types, shape, device)) { PadsRight = true };
    }
}
