namespace Studio.Trainer.Runs.Folds;

/// <summary>
/// Shares rows out over k folds so that every fold has about the same mix of labels (Kohavi, 1995) and rows of one group are never on both
/// sides. The same rows and seed give the same folds.
/// </summary>
public static class FoldPlan
{
    /// <summary>The fold of each row, in the order of the rows.</summary>
    /// <param name="rows">Label and group count; the texts do not.</param>
    /// <param name="folds">At least 2, and no more than there are groups (or rows, where none has a group).</param>
    /// <param name="seed">Decides which of equal choices is taken.</param>
    /// <exception cref="TrainingException">There are too few rows or groups for so many folds.</exception>
    public static int[] Assign(IReadOnlyList<TrainingRow> rows, int folds, int seed)
    {
        if (folds < 2)
            throw new TrainingException($"Cross-validation needs at least 2 folds, not {folds}.");
        var groups = rows.Select((row, number) => (row, number)).GroupBy(r => r.row.Group ?? $"\0{r.number}").ToList();
        if (groups.Count < folds)
            throw new TrainingException($"{folds} folds need at least as many rows or groups, and there are {groups.Count}.");
        string[] labels = [.. rows.Select(Stratum).Distinct().Order(StringComparer.Ordinal)];
        var labelIds = labels.Select((label, id) => (label, id)).ToDictionary(p => p.label, p => p.id, StringComparer.Ordinal);
        int[] totals = new int[labels.Length];
        foreach (var row in rows)
            totals[labelIds[Stratum(row)]]++;

        var result = new int[rows.Count];
        var counts = new int[folds, labels.Length];
        var sizes = new int[folds];
        int[] order = Randomness.Permutation(groups.Count, Randomness.For(seed, "folds"));
        // Large groups first, while there is still room to even them out.
        foreach (int g in order.OrderByDescending(g => groups[g].Count()))
        {
            int[] has = new int[labels.Length];
            foreach (var (row, _) in groups[g])
                has[labelIds[Stratum(row)]]++;
            int fold = Enumerable.Range(0, folds).MinBy(f => (Crowding(counts, f, has, totals), sizes[f]));
            foreach (var (row, number) in groups[g])
            {
                result[number] = fold;
                counts[fold, labelIds[Stratum(row)]]++;
                sizes[fold]++;
            }
        }
        return result;
    }

    /// <summary>How full a fold already is with the labels of a group, as shares of all rows with that label.</summary>
    private static double Crowding(int[,] counts, int fold, int[] has, int[] totals)
    {
        double crowding = 0;
        for (int label = 0; label < has.Length; label++)
            if (has[label] > 0)
                crowding += has[label] * (counts[fold, label] / (double)totals[label]);
        return crowding;
    }

    private static string Stratum(TrainingRow row) => row.Label ?? (row.Labels is { } labels ? string.Join('\u001f', labels.Order(StringComparer.Ordinal)) : "");
}
