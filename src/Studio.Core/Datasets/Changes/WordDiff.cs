namespace Studio.Core.Datasets.Changes;

public enum DiffKind { Same, Removed, Added }

/// <summary>A stretch of text that two versions share, or that only one has.</summary>
public sealed record DiffPart(DiffKind Kind, string Text);

/// <summary>What changed between two texts, by words and the white space between them (longest common subsequence).</summary>
public static class WordDiff
{
    // Beyond this many cells the middle is told as one change.
    private const int MostCells = 4_000_000;

    public static IReadOnlyList<DiffPart> Of(string before, string after)
    {
        var (old, now) = (Pieces(before), Pieces(after));
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Count - start && end < now.Count - start && old[^(end + 1)] == now[^(end + 1)])
            end++;
        var parts = new List<DiffPart>();
        Add(parts, DiffKind.Same, string.Concat(old.Take(start)));
        Middle(parts, old.GetRange(start, old.Count - start - end), now.GetRange(start, now.Count - start - end));
        Add(parts, DiffKind.Same, string.Concat(old.Skip(old.Count - end)));
        return parts;
    }

    private static void Middle(List<DiffPart> parts, List<string> old, List<string> now)
    {
        if ((long)old.Count * now.Count > MostCells)
        {
            Add(parts, DiffKind.Removed, string.Concat(old));
            Add(parts, DiffKind.Added, string.Concat(now));
            return;
        }

        var longest = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = now.Count - 1; j >= 0; j--)
                longest[i, j] = old[i] == now[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }

        for (int i = 0, j = 0; i < old.Count || j < now.Count;)
        {
            if (i < old.Count && j < now.Count && old[i] == now[j])
                (i, j) = (Add(parts, DiffKind.Same, old[i]) + i, j + 1);
            else if (j == now.Count || (i < old.Count && longest[i + 1, j] >= longest[i, j + 1]))
                i += Add(parts, DiffKind.Removed, old[i]);
            else
                j += Add(parts, DiffKind.Added, now[j]);
        }
    }

    private static int Add(List<DiffPart> parts, DiffKind kind, string text)
    {
        if (text.Length == 0)
            return 1;
        if (parts.Count > 0 && parts[^1].Kind == kind)
            parts[^1] = parts[^1] with { Text = parts[^1].Text + text };
        else
            parts.Add(new DiffPart(kind, text));
        return 1;
    }

    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        for (int from = 0, to; from < text.Length; from = to)
        {
            var kind = Kind(text[from]);
            for (to = from + 1; to < text.Length && kind != 2 && Kind(text[to]) == kind; to++)
            {
            }

            if (to < text.Length && char.IsHighSurrogate(text[to - 1]) && char.IsLowSurrogate(text[to]))
                to++;
            pieces.Add(text[from..to]);
        }

        return pieces;
    }

    private static int Kind(char c) => char.IsWhiteSpace(c) ? 0 : char.IsLetterOrDigit(c) ? 1 : 2;
}
