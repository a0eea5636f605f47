using Studio.Trainer.Models;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Tokens;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>Tokenizes rows on all cores into a file, or finds them tokenized already. Texts and tokens are never in memory together.</summary>
internal sealed class RowEncoder(ITokenizer tokenizer, TransformerModel model, RowCensus census, int maxLength, TokenCache cache, double maskProbability = 0.15)
{
    private const int RowsAtOnce = 4096;

    private bool Words => census.Kind == TaskKind.TokenClassification;

    /// <summary>The rows with their answers. A fold's rows are looked up among all rows, which are tokenized once.</summary>
    public EncodedRows Encode(IRowSource source, CancellationToken cancel)
    {
        var (whole, numbers) = source is RowSubset part ? (part.Source, part.Numbers.ToArray()) : (source, null);
        int lists = Words ? 3 : model.UsesTypeIds && whole.Read().Any(row => row.TextPair is not null) ? 2 : 1;
        var file = cache.Open(TokenCache.Key(tokenizer, whole, maxLength, lists, cancel), lists, writer => Write(whole, writer, cancel));
        try
        {
            var ids = new TokenLists(file, numbers, 0);
            var targets = new RowTargets(census.Kind, census.Labels, census.Kind == TaskKind.MaskedLm ? new Masking(tokenizer, maskProbability) : null);
            int at = 0, truncated = 0;
            int[] lengths = new int[ids.Count];
            foreach (var row in source.Read())
            {
                int number = numbers is null ? at : numbers[at];
                lengths[at] = file.Length(number);
                truncated += file.WasCut(number) ? 1 : 0;
                targets.Add(row, census.Kind == TaskKind.MaskedLm ? ids[at].Span : [], Words ? file.List(number, 2) : []);
                at++;
            }
            return new(ids, lists == 2 ? new TokenLists(file, numbers, 1) : null, targets, truncated) { Lengths = lengths, File = file };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Write(IRowSource rows, TokenFileWriter writer, CancellationToken cancel)
    {
        using var chunks = rows.Read().Chunk(RowsAtOnce).GetEnumerator();
        TrainingRow[]? Next() => chunks.MoveNext() ? chunks.Current : null;
        var next = Task.Run(Next, cancel);
        // The next rows are read while these are tokenized.
        while (next.GetAwaiter().GetResult() is { } chunk)
        {
            next = Task.Run(Next, cancel);
            var encoded = new Text.Encoding[chunk.Length];
            Parallel.For(0, chunk.Length, new() { CancellationToken = cancel }, i => encoded[i] = chunk[i].Tokens is { } words && Words
                ? tokenizer.EncodeWords(words, maxLength)
                : tokenizer.Encode(chunk[i].Text, chunk[i].TextPair, maxLength));
            foreach (var row in encoded)
                writer.Add(row);
        }
    }
}
