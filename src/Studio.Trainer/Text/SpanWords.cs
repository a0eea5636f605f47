using Studio.Trainer.Evaluation;
using Studio.Trainer.Text.PreTokenizers;

namespace Studio.Trainer.Text;

/// <summary>Marked stretches of a text as words with tags, which is what token classification learns from.</summary>
public static class SpanWords
{
    /// <summary>
    /// Cuts the text at white space and sets punctuation apart, and tags the words that a span touches: B- for its first, I- for the
    /// others, O for the rest (IOB2).
    /// </summary>
    /// <param name="text">The text as the user wrote it.</param>
    /// <param name="spans">Stretches in UTF-16 units of the text.</param>
    /// <exception cref="ArgumentException">A span lies outside of the text, holds no word, or touches a word that another one has.</exception>
    public static (IReadOnlyList<string> Tokens, IReadOnlyList<string> Tags) Tag(string text, IReadOnlyList<TagSpan> spans)
    {
        var segments = new Segments(AlignedText.From(text, 0));
        new BertPreTokenizer().Apply(segments);
        var words = segments.Ranges;
        var tags = new string[words.Count];
        Array.Fill(tags, "O");
        foreach (var span in spans)
        {
            if (span.Start < 0 || span.End > text.Length || span.Start >= span.End)
                throw new ArgumentException($"The span \"{span.Label}\" from {span.Start} to {span.End} does not lie in the text, which has {text.Length} characters.", nameof(spans));
            var first = true;
            for (var i = 0; i < words.Count; i++)
            {
                if (words[i].End <= span.Start || words[i].Start >= span.End) continue;
                if (tags[i] != "O")
                    throw new ArgumentException($"The word '{text[words[i].Start..words[i].End]}' belongs to two spans, {tags[i][2..]} and {span.Label}; a word has one label.", nameof(spans));
                tags[i] = (first ? "B-" : "I-") + span.Label;
                first = false;
            }

            if (first) throw new ArgumentException($"The span \"{span.Label}\" from {span.Start} to {span.End} holds no word.", nameof(spans));
        }

        return ([.. words.Select(word => text[word.Start..word.End])], tags);
    }
}
