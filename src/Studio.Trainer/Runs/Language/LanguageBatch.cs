using Studio.Trainer.Models;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Language;

/// <summary>Rows as tensors: the batch names the positions before the learned tokens, and the labels are those tokens.</summary>
/// <param name="Batch">Padded on the right.</param>
/// <param name="Labels">[positions], 64-bit.</param>
/// <param name="RowOf">[positions], 64-bit: the row that each position belongs to.</param>
internal sealed record LanguageBatch(TokenBatch Batch, Tensor Labels, Tensor RowOf)
{
    public static LanguageBatch Of(IReadOnlyList<LanguageRow> rows, int padId, Device device)
    {
        int length = Math.Max(2, rows.Max(row => row.Ids.Length));
        var (positions, labels, rowOf) = (new List<long>(), new List<long>(), new List<long>());
        for (int row = 0; row < rows.Count; row++)
        {
            for (int i = 1; i < rows[row].Ids.Length; i++)
            {
                if (!rows[row].Learned[i])
                    continue;
                positions.Add((long)row * length + i - 1);
                labels.Add(rows[row].Ids[i]);
                rowOf.Add(row);
            }
        }
        Tensor Longs(IReadOnlyList<long> values) => Transfer.Of([.. values], device);
        var ids = new long[rows.Count * length];
        Array.Fill(ids, padId);
        for (int row = 0; row < rows.Count; row++)
            for (int i = 0; i < rows[row].Ids.Length; i++)
                ids[row * length + i] = rows[row].Ids[i];
        var batch = new TokenBatch(Transfer.Of(ids, [rows.Count, length], device), Positions: Longs(positions)) { PadsRight = true };
        return new(rows.Any(row => row.Documents is not null) ? Apart(batch, rows, length, device) : batch, Longs(labels), Longs(rowOf));
    }

    /// <summary>Documents of one row do not see each other and count from 0 each.</summary>
    private static TokenBatch Apart(TokenBatch batch, IReadOnlyList<LanguageRow> rows, int length, Device device)
    {
        var (documents, places) = (new long[rows.Count * length], new long[rows.Count * length]);
        for (int row = 0; row < rows.Count; row++)
        {
            int[] starts = rows[row].Documents ?? [0];
            for (int i = 0, document = 0; i < length; i++)
            {
                if (document + 1 < starts.Length && starts[document + 1] <= i)
                    document++;
                (documents[row * length + i], places[row * length + i]) = (document, i - starts[document]);
            }
        }
        long[] shape = [rows.Count, length];
        return batch with { Documents = Transfer.Of(documents, shape, device), PositionIds = Transfer.Of(places, shape, device) };
    }
}
