using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs.Language;

/// <summary>How long a row is in tokens, and where what is learned of it begins and ends; a preference by its longer answer.</summary>
/// <param name="Number">Its place among the rows, counted from 1.</param>
/// <param name="Tokens">All tokens of the row.</param>
/// <param name="FirstLearned">The place of the first token that is learned; the number of tokens where none is.</param>
/// <param name="LastLearned">The place of the last one; -1 where none is.</param>
/// <param name="Cuttable">A plain text, which is cut into pieces of which none is lost.</param>
public sealed record LanguageLength(int Number, int Tokens, int FirstLearned, int LastLearned, bool Cuttable);

/// <summary>What the rows are to a language model, read before a run with its tokenizer and its chat template.</summary>
/// <param name="Rows">How many there are.</param>
/// <param name="Lengths">Of those that were looked at.</param>
/// <param name="Refused">The first row that cannot be written for this model, with its number and the reason; null where all can.</param>
/// <param name="RefusedRows">How many of those that were looked at cannot.</param>
/// <param name="Context">The tokens that the model reads at most; null where it does not say.</param>
/// <param name="Conversations">Some rows are conversations.</param>
/// <param name="OwnTemplate">The model's folder has a chat template.</param>
public sealed record LanguageFacts(int Rows, IReadOnlyList<LanguageLength> Lengths, string? Refused, int RefusedRows, int? Context, bool Conversations, bool OwnTemplate)
{
    /// <summary>Rows that lose their end.</summary>
    public int Truncated(int maxLength) => Lengths.Count(row => row.Tokens > maxLength && !row.Cuttable);

    /// <summary>Rows of which the answer loses its end, so that the model does not see where to stop.</summary>
    public int CutAnswers(int maxLength) => Lengths.Count(row => !row.Cuttable && row.LastLearned >= maxLength && row.FirstLearned < maxLength);

    /// <summary>Rows of which nothing is left to learn: their prompt alone is longer.</summary>
    public IEnumerable<LanguageLength> Empty(int maxLength) => Lengths.Where(row => !row.Cuttable && row.FirstLearned >= Math.Min(maxLength, row.Tokens));
}

/// <summary>Looks at rows as a run would read them, without the model's weights.</summary>
public static class LanguagePreflight
{
    /// <param name="folder">The base model's.</param>
    /// <param name="task">A language task of a recipe.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="most">Rows that are looked at, spread evenly over all.</param>
    /// <param name="cancel">Ends the look.</param>
    /// <exception cref="TrainingException">The folder has no tokenizer or template that can be read.</exception>
    public static LanguageFacts Look(string folder, string task, IRowSource rows, int most, CancellationToken cancel)
    {
        try
        {
            var config = ModelConfig.Load(folder);
            var tokenizer = TokenizerFolder.Load(folder);
            var ends = EndTokens.Of(folder, config, tokenizer);
            var own = ChatFormat.Load(folder);
            var tokens = new DialogueTokens(tokenizer, own ?? PlainChat.For(tokenizer, ends), ends);
            var kind = task switch { "preference" => TaskKind.Preference, "reward" => TaskKind.Reward, _ => TaskKind.CausalLm };
            int? context = config.Json["max_position_embeddings"] is { } positions ? (int)positions : null;
            return Read(rows, tokens, kind, most, cancel) with { Context = context, OwnTemplate = own is not null };
        }
        catch (Exception e) when (e is ModelFormatException or TokenizerException or Templates.TemplateException)
        {
            throw new TrainingException($"The base model's folder cannot be read: {e.Message}", e);
        }
    }

    private static LanguageFacts Read(IRowSource rows, DialogueTokens tokens, TaskKind kind, int most, CancellationToken cancel)
    {
        int every = Math.Max(1, rows.Count / most), number = 0, refused = 0;
        var (lengths, first, conversations) = (new List<LanguageLength>(), (string?)null, false);
        foreach (var row in rows.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (number++ % every != 0)
                continue;
            conversations |= row.Messages is not null;
            try
            {
                var (one, other) = tokens.Read(row, kind);
                var longer = other is not null && other.Ids.Length > one.Ids.Length ? other : one;
                int begin = Array.IndexOf(longer.Learned, true);
                lengths.Add(new(number, longer.Ids.Length, begin < 0 ? longer.Ids.Length : begin, Array.LastIndexOf(longer.Learned, true), row.Messages is null && row.Prompt is null && row.Chosen is null));
            }
            catch (TrainingException e)
            {
                (refused, first) = (refused + 1, first ?? $"Row {number}: {e.Message}");
            }
        }
        return new(rows.Count, lengths, first, refused, null, conversations, false);
    }
}
