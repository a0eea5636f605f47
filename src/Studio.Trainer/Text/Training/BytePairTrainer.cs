using System.Runtime.InteropServices;
using Studio.Trainer.Text.Files;
using Studio.Trainer.Text.PreTokenizers;

namespace Studio.Trainer.Text.Training;

/// <summary>
/// Learns a byte-level BPE tokenizer from texts (Sennrich et al. 2016; Radford et al. 2019): all 256 bytes are tokens from the start, so
/// that nothing is ever unknown. The same texts in the same order always give the same tokenizer.
/// </summary>
public static class BytePairTrainer
{
    private const long MinFrequency = 2;

    /// <summary>Answers a tokenizer with GPT-2's words; fewer than <paramref name="vocabSize"/> tokens where the texts do not hold more.</summary>
    /// <param name="texts">Read once.</param>
    /// <param name="vocabSize">Tokens at most, with the bytes and the special tokens.</param>
    /// <param name="specialTokens">The first ids, in this order; the first of them also ends and begins a text and pads.</param>
    /// <param name="modelMaxLength">What tokenizer_config.json says of the model's length.</param>
    /// <exception cref="ArgumentException">The vocabulary has no room for the bytes and the special tokens.</exception>
    public static ITokenizer Train(IEnumerable<string> texts, int vocabSize, IReadOnlyList<string> specialTokens, int modelMaxLength = 1024)
    {
        if (vocabSize < specialTokens.Count + 256)
            throw new ArgumentException($"A byte-level vocabulary needs {specialTokens.Count + 256} tokens for the bytes and the special tokens alone; it was to have {vocabSize}.", nameof(vocabSize));
        List<string> tokens = [.. specialTokens, .. ByteCharacters.All.Order().Select(static c => c.ToString())];
        var ids = tokens.Select(static (token, id) => (token, id)).ToDictionary(static pair => pair.token, static pair => pair.id, StringComparer.Ordinal);
        var merges = new List<(string, string)>();
        var words = CountWords(texts).OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(word => (word.Key.Select(c => ids[c.ToString()]).ToArray(), word.Value));
        PairMerger.Merge(words, tokens, vocabSize, MinFrequency, static (left, right) => left + right, (left, right) => merges.Add((left, right)));
        return ByteLevelWriter.Create(tokens, merges, specialTokens, modelMaxLength);
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var preTokenizer = new ByteLevelPreTokenizer(addPrefixSpace: false, useRegex: true);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            var segments = new Segments(AlignedText.From(text, 0));
            preTokenizer.Apply(segments);
            foreach (var range in segments.Ranges)
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, segments.Text.Span[range.Start..range.End], out _)++;
        }

        return counts;
    }
}
