namespace Studio.Core.Labeling.Reviewing;

/// <summary>Where the words of a text begin and end: runs between white space, and each sign by itself.</summary>
internal static class WordBorders
{
    public static List<(int Start, int End)> Of(string text)
    {
        var words = new List<(int, int)>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && !char.IsWhiteSpace(text[i]);
            var sign = inside && char.IsPunctuation(text[i]);
            if (start >= 0 && (!inside || sign))
            {
                words.Add((start, i));
                start = -1;
            }

            if (sign)
                words.Add((i, i + 1));
            else if (inside && start < 0)
                start = i;
        }

        return words;
    }
}
