namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>What becomes of the matches of a cut; the names are those of tokenizer.json.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

internal static class SplitBehaviors
{
    /// <summary>Adds what remains of consecutive ranges, each a match or not.</summary>
    public static void Add(this SplitBehavior behavior, List<(TextSpan Range, bool Matched)> parts, List<TextSpan> into)
    {
        var start = into.Count;
        var previous = false;
        if (behavior == SplitBehavior.MergedWithNext) parts.Reverse();
        foreach (var (range, matched) in parts)
        {
            var joins = behavior switch
            {
                SplitBehavior.Contiguous => matched == previous,
                SplitBehavior.MergedWithPrevious or SplitBehavior.MergedWithNext => matched && !previous,
                _ => false,
            };
            previous = matched;
            if (behavior == SplitBehavior.Removed && matched) continue;
            if (joins && into.Count > start)
                into[^1] = new TextSpan(Math.Min(into[^1].Start, range.Start), Math.Max(into[^1].End, range.End));
            else into.Add(range);
        }

        if (behavior == SplitBehavior.MergedWithNext) into.Reverse(start, into.Count - start);
    }
}
