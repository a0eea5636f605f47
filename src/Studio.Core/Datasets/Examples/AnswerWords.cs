using Studio.Trainer.Evaluation;
using Studio.Trainer.Text;

namespace Studio.Core.Datasets.Examples;

/// <summary>Labeled stretches as words with tags, and back.</summary>
public static class AnswerWords
{
    /// <summary>A text of words, one space between them, with the stretches that the tags (IOB1, IOB2, IOBES) make.</summary>
    public static (string Text, ExampleAnswer Answer) FromTags(IReadOnlyList<string> tokens, IReadOnlyList<string> tags)
    {
        var borders = new int[tokens.Count * 2];
        for (int i = 0, at = 0; i < tokens.Count; at = borders[i * 2 + 1] + 1, i++)
            (borders[i * 2], borders[i * 2 + 1]) = (at, at + tokens[i].Length);
        var spans = TagSpans.Of(tags).Select(s => new ExampleSpan(borders[s.Start * 2], borders[s.End * 2 - 1], s.Label));
        return (string.Join(' ', tokens), new ExampleAnswer(Spans: [.. spans], Tokens: borders));
    }

    /// <summary>The words of the text with one IOB2 tag each: those of the source where it had some, otherwise those of the engine.</summary>
    /// <exception cref="ArgumentException">A word belongs to two spans, or a span holds no word: tags cannot say that.</exception>
    public static (IReadOnlyList<string> Tokens, IReadOnlyList<string> Tags) ToTags(string text, ExampleAnswer answer)
    {
        var spans = answer.Spans ?? throw new ArgumentException("This answer has no spans.", nameof(answer));
        if (answer.Tokens is not { } borders || borders.Count % 2 != 0 || borders.Any(b => b < 0 || b > text.Length))
            return SpanWords.Tag(text, [.. spans.Select(s => new TagSpan(s.Label, s.Start, s.End))]);
        var count = borders.Count / 2;
        var tags = new string[count];
        Array.Fill(tags, "O");
        foreach (var span in spans)
            Tag(text, borders, tags, span);
        return ([.. Enumerable.Range(0, count).Select(i => text[borders[i * 2]..borders[i * 2 + 1]])], tags);
    }

    private static void Tag(string text, IReadOnlyList<int> borders, string[] tags, ExampleSpan span)
    {
        var first = true;
        for (var i = 0; i < tags.Length; i++)
        {
            if (borders[i * 2 + 1] <= span.Start || borders[i * 2] >= span.End)
                continue;
            if (tags[i] != "O")
                throw new ArgumentException($"The word “{text[borders[i * 2]..borders[i * 2 + 1]]}” belongs to two spans, {tags[i][2..]} and {span.Label}; a word has one tag.", nameof(span));
            (tags[i], first) = ((first ? "B-" : "I-") + span.Label, false);
        }

        if (first)
            throw new ArgumentException($"The span “{span.Label}” from {span.Start} to {span.End} holds no word.", nameof(span));
    }
}
