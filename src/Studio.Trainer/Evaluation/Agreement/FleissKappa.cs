namespace Studio.Trainer.Evaluation.Agreement;

/// <summary>Agreement of a fixed number of raters on labels without an order (Fleiss 1971).</summary>
public static class FleissKappa
{
    /// <summary>One list of ratings for each unit, all of the same length.</summary>
    /// <returns>Null where it is undefined, because there is no unit or all ratings are equal.</returns>
    public static double? Of<T>(IReadOnlyList<IReadOnlyList<T>> units)
        where T : notnull
    {
        if (units.Count == 0) return null;
        double raters = units[0].Count;
        if (units.Any(unit => unit.Count != units[0].Count)) throw new ArgumentException("Fleiss' kappa needs the same number of ratings for every unit.", nameof(units));
        var observed = units.Average(unit =>
            (unit.GroupBy(static value => value).Sum(static group => Math.Pow(group.Count(), 2)) - raters) / (raters * (raters - 1)));
        var expected = units.SelectMany(static unit => unit).GroupBy(static value => value)
            .Sum(group => Math.Pow(group.Count() / (raters * units.Count), 2));
        return expected >= 1 ? null : (observed - expected) / (1 - expected);
    }
}
