namespace Studio.Trainer.Runs.Language;

/// <summary>Conversations written down in one text, as Bai and others (2022) published their preferences: turns that begin with <c>Human:</c> and <c>Assistant:</c> after an empty line.</summary>
internal static class Transcript
{
    private const string Human = "\n\nHuman:", Assistant = "\n\nAssistant:";

    /// <summary>What both conversations share, and the first answer in which they differ. Null where they are no such conversations, or differ in what the human said.</summary>
    public static (IReadOnlyList<RowMessage> Before, string Chosen, string Rejected)? Pair(string chosen, string rejected)
    {
        if (Turns(chosen) is not { } one || Turns(rejected) is not { } other)
            return null;
        int common = 0;
        while (common < one.Count && common < other.Count && one[common] == other[common])
            common++;
        if (common == one.Count && common == other.Count)
            common--;
        return common > 0 && common < one.Count && common < other.Count && one[common].Role == "assistant" && other[common].Role == "assistant"
            ? ([.. one.Take(common)], one[common].Content, other[common].Content) : null;
    }

    private static List<RowMessage>? Turns(string text)
    {
        if (!text.StartsWith(Human, StringComparison.Ordinal) && !text.StartsWith(Assistant, StringComparison.Ordinal))
            return null;
        var turns = new List<RowMessage>();
        for (int at = 0; at < text.Length;)
        {
            bool human = text.AsSpan(at).StartsWith(Human, StringComparison.Ordinal);
            int start = at + (human ? Human : Assistant).Length;
            int next = new[] { text.IndexOf(Human, start, StringComparison.Ordinal), text.IndexOf(Assistant, start, StringComparison.Ordinal) }.Where(i => i >= 0).DefaultIfEmpty(text.Length).Min();
            turns.Add(new(human ? "user" : "assistant", text[start..next].Trim()));
            at = next;
        }
        return turns;
    }
}
