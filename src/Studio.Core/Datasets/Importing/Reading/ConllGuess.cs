namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Whether a file holds words with tags, one on each line.</summary>
internal static class ConllGuess
{
    private const int LinesLookedAt = 2000;
    private const double FewWrong = 0.02;

    /// <summary>The form, or null: all lines but a few end in a tag, blank ones and a first one that names the columns aside.</summary>
    public static RowForm? Of(string sample, bool whole)
    {
        var lines = sample.Split('\n', LinesLookedAt + 1);
        var cut = whole && lines.Length <= LinesLookedAt ? lines.Length : lines.Length - 1;
        var words = lines.Take(cut).Select(ConllSentences.Cells).Where(c => c.Length > 0 && c[0] != ConllSentences.DocumentStart && !ConllSentences.IsRemark(c)).ToList();
        if (words.Count < 2)
            return null;
        var named = !IsWord(words[0]);
        return words.Skip(1).Count(w => !IsWord(w)) <= FewWrong * words.Count && words.Exists(w => IsWord(w) && w[^1] != "O") ? new RowForm(ImportFormat.Conll, HasHeader: named) : null;
    }

    private static bool IsWord(string[] cells) => cells.Length >= 2 && ConllSentences.IsTag(cells[^1]);
}
