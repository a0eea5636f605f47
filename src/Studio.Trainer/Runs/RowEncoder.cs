using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>Tokenizes rows on all cores, some thousand at a time, so that the texts need not be in memory together.</summary>
internal sealed class RowEncoder(ITokenizer tokenizer, EncoderModel model, IReadOnlyList<string> labels, int maxLength)
{
    private const int RowsAtOnce = 4096;
    private readonly Dictionary<string, long> _labelIds = labels.Select((label, id) => (label, id)).ToDictionary(p => p.label, p => (long)p.id, StringComparer.Ordinal);

    public EncodedRows Encode(IRowSource source, CancellationToken cancel)
    {
        var ids = new List<ReadOnlyMemory<int>>(source.Count);
        var types = new List<ReadOnlyMemory<int>>();
        var labelIds = new List<long>(source.Count);
        int truncated = 0;
        bool pairs = false;
        foreach (var chunk in source.Read().Chunk(RowsAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            var encoded = new Text.Encoding[chunk.Length];
            Parallel.For(0, chunk.Length, i => encoded[i] = tokenizer.Encode(chunk[i].Text, chunk[i].TextPair, maxLength));
            for (int i = 0; i < chunk.Length; i++)
            {
                ids.Add(encoded[i].Ids);
                types.Add(encoded[i].TypeIds);
                labelIds.Add(_labelIds[chunk[i].Label!]);
                truncated += encoded[i].Truncated ? 1 : 0;
                pairs |= chunk[i].TextPair is not null;
            }
        }
        return new(ids, pairs && model.UsesTypeIds ? types : null, [.. labelIds], truncated);
    }
}
