namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>A question and its answer.</summary>
/// <param name="Kind">Which of the kinds of instruction it is.</param>
/// <param name="Question">What is asked, the text that it is about included.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="Text">The text that the question is about, for those who learn from texts alone; null where there is none.</param>
internal sealed record Pair(string Kind, string Question, string Answer, string? Text = null)
{
    /// <summary>An instruction about a text; sometimes the text stands first.</summary>
    public static Pair About(string kind, string instruction, string text, string answer, Random random) =>
        new(kind, random.Next(4) == 0 ? $"{text}\n\n{instruction}" : $"{instruction}\n\n{text}", answer, text);
}

/// <summary>A kind of instruction.</summary>
internal interface IPairKind
{
    Pair Write(Random random);
}
