namespace Studio.Trainer.Text.PostProcessing;

/// <summary>Takes the blanks that a byte-level token carries out of its offsets, as Hugging Face's ByteLevel post-processor does.</summary>
internal static class OffsetTrimming
{
    public static void Apply(TokenRun run, bool addPrefixSpace)
    {
        for (var i = 0; i < run.Count; i++)
        {
            var token = run.Tokens[i];
            var (leading, trailing) = (0, 0);
            while (leading < token.Length && IsSpace(token[leading])) leading++;
            while (trailing < token.Length && IsSpace(token[^(trailing + 1)])) trailing++;
            var (start, end) = (run.Offsets[i].Start, run.Offsets[i].End);
            if (leading > 0)
            {
                // A blank that was put in front of the text is not part of it and has nothing to be taken away.
                if (addPrefixSpace && (i == 0 || start == 0)) leading--;
                start = Math.Min(start + leading, end);
            }

            if (trailing > 0 && end >= trailing) end = Math.Max(end - trailing, start);
            run.Offsets[i] = new TextSpan(start, end);
        }
    }

    private static bool IsSpace(char c) => c == 'Ġ' || char.IsWhiteSpace(c);
}
