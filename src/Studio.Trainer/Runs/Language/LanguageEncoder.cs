using Studio.Trainer.Models;

namespace Studio.Trainer.Runs.Language;

/// <summary>Prepares rows for a language model: tokens, what is learned of them, and no more than fits. Works on all cores, some thousand rows at a time.</summary>
internal sealed class LanguageEncoder(DialogueTokens tokens, TaskKind kind, int maxLength, bool packing)
{
    private const int RowsAtOnce = 2048;

    /// <exception cref="TrainingException">A row cannot be written for this model.</exception>
    public LanguageRows Encode(IRowSource source, CancellationToken cancel)
    {
        var (chosen, rejected, ids) = (new List<LanguageRow>(), new List<LanguageRow>(), new List<string>());
        var (documents, truncated, cutAnswers, empty, withoutEnd) = (0, 0, 0, 0, 0);
        string? firstEmpty = null;
        foreach (var chunk in source.Read().Chunk(RowsAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            var encoded = new (LanguageRow First, LanguageRow? Second)[chunk.Length];
            try
            {
                Parallel.For(0, chunk.Length, i => encoded[i] = tokens.Read(chunk[i], kind));
            }
            catch (AggregateException e) when (e.InnerException is TrainingException reason)
            {
                int first = Array.FindIndex(chunk, row => Refusal(row) is not null);
                throw new TrainingException($"Row {documents + first + 1}: {Refusal(chunk[first])}", reason);
            }
            for (int i = 0; i < chunk.Length; i++)
            {
                documents++;
                var parts = Fit(chunk[i], encoded[i]).Where(part => part.First.Count > 0 && part.Second is not { Count: 0 }).ToList();
                bool isCut = encoded[i].First.Ids.Length > maxLength || encoded[i].Second?.Ids.Length > maxLength;
                truncated += isCut && !IsPlain(chunk[i]) ? 1 : 0;
                cutAnswers += isCut && !IsPlain(chunk[i]) && parts.Count > 0 ? 1 : 0;
                withoutEnd += tokens.Ends(encoded[i].First) ? 0 : 1;
                if (parts.Count == 0)
                    (empty, firstEmpty) = (empty + 1, firstEmpty ?? chunk[i].Id);
                ids.AddRange(parts.Select(_ => chunk[i].Id));
                chosen.AddRange(parts.Select(part => part.First));
                rejected.AddRange(parts.Select(part => part.Second).OfType<LanguageRow>());
            }
        }
        bool packed = packing && kind == TaskKind.CausalLm;
        IReadOnlyList<LanguageRow> rows = packed ? RowPacker.Pack(chosen, maxLength) : chosen;
        return new(rows, rejected.Count > 0 ? rejected : null, new(documents, truncated, cutAnswers, empty, withoutEnd, firstEmpty)) { Ids = packed ? [] : ids };
    }

    private string? Refusal(TrainingRow row)
    {
        try
        {
            tokens.Read(row, kind);
            return null;
        }
        catch (TrainingException e)
        {
            return e.Message;
        }
    }

    /// <summary>A plain text is cut into pieces and none of it is lost; of anything else the end is.</summary>
    private IEnumerable<(LanguageRow First, LanguageRow? Second)> Fit(TrainingRow row, (LanguageRow First, LanguageRow? Second) encoded)
    {
        if (!IsPlain(row))
            return [(Cut(encoded.First, 0), encoded.Second is null ? null : Cut(encoded.Second, 0))];
        return Enumerable.Range(0, (encoded.First.Ids.Length + maxLength - 1) / maxLength).Select(i => (Cut(encoded.First, i * maxLength), (LanguageRow?)null));
    }

    private static bool IsPlain(TrainingRow row) => row.Messages is null && row.Prompt is null && row.Chosen is null;

    private LanguageRow Cut(LanguageRow row, int start)
    {
        if (start == 0 && row.Ids.Length <= maxLength)
            return row;
        int end = Math.Min(row.Ids.Length, start + maxLength);
        bool[] learned = row.Learned[start..end];
        learned[0] = false;
        return new(row.Ids[start..end], learned);
    }
}
