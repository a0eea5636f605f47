namespace Studio.Trainer.Text;

/// <summary>Labels of words to labels of tokens and back, as token classification needs them.</summary>
public static class WordLabels
{
    /// <summary>What the loss leaves out: special tokens, and all but the first token of a word.</summary>
    public const int Ignored = -100;

    /// <summary>The word's label at its first token, <see cref="Ignored"/> everywhere else.</summary>
    /// <param name="encoding">Made by <see cref="ITokenizer.EncodeWords"/>.</param>
    /// <param name="labels">One label id for each word; words that were cut off are left out.</param>
    public static int[] Align(Encoding encoding, IReadOnlyList<int> labels)
    {
        var aligned = new int[encoding.Length];
        for (var i = 0; i < aligned.Length; i++)
        {
            var word = encoding.WordIds[i];
            aligned[i] = word >= 0 && (i == 0 || encoding.WordIds[i - 1] != word) ? labels[word] : Ignored;
        }

        return aligned;
    }

    /// <summary>The answer at each word's first token; <paramref name="missing"/> for words that have no token.</summary>
    /// <param name="encoding">Made by <see cref="ITokenizer.EncodeWords"/>.</param>
    /// <param name="tokenLabels">One label for each token.</param>
    /// <param name="words">The number of words that went in.</param>
    /// <param name="missing">The label of words that were cut off or vanished.</param>
    public static T[] Collect<T>(Encoding encoding, IReadOnlyList<T> tokenLabels, int words, T missing)
    {
        var collected = new T[words];
        Array.Fill(collected, missing);
        for (var i = encoding.Length - 1; i >= 0; i--)
            if (encoding.WordIds[i] >= 0) collected[encoding.WordIds[i]] = tokenLabels[i];
        return collected;
    }
}
