using System.Runtime.InteropServices;
using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.PreTokenizers;

namespace Studio.Trainer.Text.Training;

/// <summary>
/// Learns a WordPiece vocabulary from texts by merging the most frequent pair of pieces again and again (as Hugging Face's
/// WordPieceTrainer does). The same texts in the same order always give the same vocabulary.
/// </summary>
public static class WordPieceTrainer
{
    private const int MaxAlphabet = 1000;
    private const long MinFrequency = 2;

    /// <summary>Answers the tokens in id order, the five special tokens first; fewer than <paramref name="vocabSize"/> where the texts do not hold more.</summary>
    /// <exception cref="ArgumentException">The vocabulary has no room for the special tokens.</exception>
    public static IReadOnlyList<string> Train(IEnumerable<string> texts, int vocabSize, bool lowercase)
    {
        if (vocabSize <= WordPieceTokenizer.SpecialNames.Count)
            throw new ArgumentException($"A vocabulary needs room for more than the {WordPieceTokenizer.SpecialNames.Count} special tokens; it was to have {vocabSize}.", nameof(vocabSize));
        var counts = CountWords(texts, lowercase);
        var words = counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        var characters = CountCharacters(words);
        var tokens = new List<string>(WordPieceTokenizer.SpecialNames);
        foreach (var symbol in Alphabet(characters))
            if (tokens.Count < vocabSize) tokens.Add(symbol);
        var ids = tokens.Select(static (token, id) => (token, id)).ToDictionary(static pair => pair.token, static pair => pair.id, StringComparer.Ordinal);
        var sequences = words.Select(word => (Pieces(word.Key, ids), word.Value)).Where(static entry => entry.Item1.Length > 0);
        PairMerger.Merge(
            sequences, tokens, vocabSize, MinFrequency,
            static (left, right) => left + (right.StartsWith("##", StringComparison.Ordinal) ? right[2..] : right), onMerge: null);
        return tokens;
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts, bool lowercase)
    {
        var normalizer = new BertNormalizer(true, true, lowercase, lowercase);
        var preTokenizer = new BertPreTokenizer();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            var segments = new Segments(normalizer.Normalize(AlignedText.From(text, 0)));
            preTokenizer.Apply(segments);
            foreach (var range in segments.Ranges)
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, segments.Text.Span[range.Start..range.End], out _)++;
        }

        return counts;
    }

    private static Dictionary<string, long> CountCharacters(List<KeyValuePair<string, long>> words)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (word, count) in words)
            foreach (var rune in word.EnumerateRunes())
                CollectionsMarshal.GetValueRefOrAddDefault(counts, rune.ToString(), out _) += count;
        return counts;
    }

    /// <summary>Every character both at the start of a word and inside one; the rarest are left out where there are too many.</summary>
    private static IEnumerable<string> Alphabet(Dictionary<string, long> characters)
    {
        var kept = characters.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Take(MaxAlphabet).Select(static pair => pair.Key).Order(StringComparer.Ordinal).ToList();
        return kept.Concat(kept.Select(static symbol => "##" + symbol));
    }

    /// <summary>A word with a character outside of the alphabet is left out of the learning.</summary>
    private static int[] Pieces(string word, Dictionary<string, int> ids)
    {
        var pieces = new List<int>(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            var symbol = pieces.Count == 0 ? rune.ToString() : "##" + rune;
            if (!ids.TryGetValue(symbol, out var id)) return [];
            pieces.Add(id);
        }

        return [.. pieces];
    }
}
