using System.Globalization;

namespace Studio.Core.Labeling.Queue;

/// <summary>Borders that do not cut what a reader sees as one character: an emoji of several code points, a letter with its accents.</summary>
internal static class WholeCharacters
{
    /// <summary>The span widened to whole characters; one that does not lie inside the text is left as it is.</summary>
    public static LabelSpan Widen(string text, LabelSpan span)
    {
        if (span.Start < 0 || span.End > text.Length || span.End <= span.Start)
            return span;
        var (start, end) = (span.Start, span.End);
        for (var at = 0; at < end;)
        {
            var next = at + StringInfo.GetNextTextElementLength(text, at);
            if (at < span.Start && span.Start < next)
                start = at;
            if (at < span.End && span.End < next)
                end = next;
            at = next;
        }

        return span with { Start = start, End = end };
    }
}
