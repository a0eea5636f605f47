using System.Text;
using Studio.Trainer.Evaluation;

namespace Studio.Trainer.Runs.Augmenting;

/// <summary>Makes changed copies of rows. The same row, number and seed give the same copies.</summary>
internal sealed class RowAugmenter(AugmentationSettings settings, int seed)
{
    private const int Tries = 8;
    private readonly WordChanges _words = new(settings);

    /// <summary>The copies of the row with the given number; a copy names the row as its parent and stays in its group.</summary>
    public IEnumerable<TrainingRow> Copies(TrainingRow row, int number)
    {
        for (int copy = 1; copy <= settings.Copies; copy++)
            yield return Copy(row, Randomness.For(seed, "augmentation", unchecked((number * 31) + copy))) with
            {
                Id = $"{row.Id}~{copy}",
                ParentId = row.ParentId ?? row.Id,
            };
    }

    // With low rates most draws change nothing, and a second copy of the same text would only weigh the row.
    private TrainingRow Copy(TrainingRow row, ulong draw)
    {
        var random = new SeededRandom(draw);
        var copy = row;
        for (int i = 0; i < Tries && copy == row; i++)
            copy = row.Tokens is null ? Texts(row, ref random) : Tokens(row, ref random);
        return copy;
    }

    private TrainingRow Texts(TrainingRow row, ref SeededRandom random)
    {
        string text = Text(row.Text, ref random);
        return row with { Text = text, TextPair = row.TextPair is null ? null : Text(row.TextPair, ref random) };
    }

    private TrainingRow Tokens(TrainingRow row, ref SeededRandom random)
    {
        var (tokens, tags) = (new List<string>(), new List<string>());
        bool changed = false;
        for (int i = 0; i < row.Tokens!.Count; i++)
        {
            string word = row.Tokens[i];
            string? tag = row.Tags?.ElementAtOrDefault(i);
            bool mayGo = tag == "O" && (tokens.Count > 0 || i + 1 < row.Tokens.Count);
            string? now = word.Any(char.IsLetter) ? _words.Change(word, mayGo, ref random) : word;
            changed |= now != word;
            if (string.IsNullOrEmpty(now))
                continue;
            tokens.Add(now);
            if (tag is not null)
                tags.Add(tag);
        }
        return changed && tokens.Count > 0 ? row with { Tokens = tokens, Tags = row.Tags is null ? null : tags } : row;
    }

    private string Text(string text, ref SeededRandom random)
    {
        var result = new StringBuilder(text.Length + 8);
        bool kept = false;
        for (int at = 0; at < text.Length;)
        {
            int end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end])) == (char.IsLetterOrDigit(text[at]) || char.IsSurrogate(text[at])))
                end++;
            string part = text[at..end];
            string? now = char.IsLetter(part[0]) ? _words.Change(part, kept || HasWord(text, end), ref random) : part;
            kept |= now is not null && char.IsLetterOrDigit(part[0]);
            if (now is null && end < text.Length && text[end] == ' ')
                end++;
            result.Append(now);
            at = end;
        }
        return result.ToString();
    }

    private static bool HasWord(string text, int from)
    {
        while (from < text.Length && !char.IsLetterOrDigit(text[from]))
            from++;
        return from < text.Length;
    }
}
