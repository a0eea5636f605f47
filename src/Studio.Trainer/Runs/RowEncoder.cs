using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>Tokenizes rows on all cores, some thousand at a time, so that the texts need not be in memory together.</summary>
internal sealed class RowEncoder(ITokenizer tokenizer, TransformerModel model, RowCensus census, int maxLength)
{
    private const int RowsAtOnce = 4096;

    public EncodedRows Encode(IRowSource source, CancellationToken cancel)
    {
        var ids = new List<ReadOnlyMemory<int>>(source.Count);
        var types = new List<ReadOnlyMemory<int>>();
        var targets = new RowTargets(census.Kind, census.Labels, census.Kind == TaskKind.MaskedLm ? new Masking(tokenizer) : null);
        int truncated = 0;
        bool pairs = false;
        foreach (var chunk in source.Read().Chunk(RowsAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            var encoded = new Text.Encoding[chunk.Length];
            Parallel.For(0, chunk.Length, i => encoded[i] = chunk[i].Tokens is { } words && census.Kind == TaskKind.TokenClassification
                ? tokenizer.EncodeWords(words, maxLength)
                : tokenizer.Encode(chunk[i].Text, chunk[i].TextPair, maxLength));
            for (int i = 0; i < chunk.Length; i++)
            {
                ids.Add(encoded[i].Ids);
                types.Add(encoded[i].TypeIds);
                targets.Add(chunk[i], encoded[i]);
                truncated += encoded[i].Truncated ? 1 : 0;
                pairs |= chunk[i].TextPair is not null;
            }
        }
        return new(ids, pairs && model.UsesTypeIds ? types : null, targets, truncated);
    }
}
