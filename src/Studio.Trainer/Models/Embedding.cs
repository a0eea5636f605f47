using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Looks up rows of a table. TorchSharp offers this only as a module that owns its table.</summary>
internal static class Embedding
{
    /// <summary>Word embeddings, [rows, tokens, hidden]; the first tokens are those of the soft prompt where there is one.</summary>
    public static Tensor Words(Tensor table, Tensor ids, long paddingRow, Tensor? softPrompt)
    {
        if (softPrompt is null)
            return Look(table, ids, paddingRow);
        long virtualTokens = softPrompt.shape[0];
        var words = Look(table, ids.narrow(1, virtualTokens, ids.shape[1] - virtualTokens), paddingRow);
        return cat([softPrompt.unsqueeze(0).expand(ids.shape[0], virtualTokens, table.shape[1]), words], 1);
    }

    /// <param name="table">[entries, size].</param>
    /// <param name="ids">64-bit, of any shape; every id is below the number of entries.</param>
    /// <param name="paddingRow">The row whose gradient stays zero; -1 for none.</param>
    /// <returns>The shape of <paramref name="ids"/> and the row's size.</returns>
    public static Tensor Look(Tensor table, Tensor ids, long paddingRow = -1)
    {
        if (Dispatcher.IsAvailable)
        {
            Span<ulong> stack = [Dispatcher.Of(table), Dispatcher.Of(ids), Dispatcher.Of(paddingRow), Dispatcher.Of(false), Dispatcher.Of(false)];
            if (Dispatcher.TryCall("aten::embedding"u8, ""u8, stack))
                return Dispatcher.Tensor(stack[0]);
        }
        return table.index_select(0, ids.reshape(-1)).view([.. ids.shape, table.shape[1]]);
    }
}
