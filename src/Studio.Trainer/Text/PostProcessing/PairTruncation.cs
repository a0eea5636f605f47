namespace Studio.Trainer.Text.PostProcessing;

/// <summary>
/// How many tokens each text keeps; the rules of Hugging Face's tokenizers. Where both texts are cut and the room is odd, their Python
/// and their Rust implementation give the odd token to different texts, so that it has to be said which is meant.
/// </summary>
internal static class PairTruncation
{
    /// <param name="first">Tokens of the first text.</param>
    /// <param name="second">Tokens of the second text; 0 without one.</param>
    /// <param name="room">Tokens that both may have together.</param>
    /// <param name="pair">Whether there is a second text.</param>
    /// <param name="truncation">Where to cut.</param>
    /// <param name="firstKeepsOdd">Whether the first text has the odd token (Python's BertTokenizer) or the longer one, else the second (Rust).</param>
    /// <exception cref="ArgumentException">The text that is to be cut is too short to make room.</exception>
    public static (int First, int Second) Lengths(int first, int second, int room, bool pair, Truncation truncation, bool firstKeepsOdd)
    {
        var excess = first + second - room;
        if (excess <= 0) return (first, second);
        switch (truncation)
        {
            case Truncation.LongestFirst when !pair:
                return (room, 0);
            case Truncation.LongestFirst:
                return Balanced(first, second, room, firstKeepsOdd);
            case Truncation.OnlyFirst when first > excess:
                return (first - excess, second);
            case Truncation.OnlySecond when second > excess:
                return (first, second - excess);
            default:
                throw new ArgumentException(
                    $"The text has {first} tokens and its pair {second}, {excess} more than fit, and {truncation} alone cannot make room; use {Truncation.LongestFirst} or a greater maximal length.");
        }
    }

    private static (int First, int Second) Balanced(int first, int second, int room, bool firstKeepsOdd)
    {
        var (shorter, longer) = (Math.Min(first, second), Math.Max(first, second));
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
            if (firstKeepsOdd) return (longer, shorter);
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }
}
