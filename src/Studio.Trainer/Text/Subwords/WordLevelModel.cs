namespace Studio.Trainer.Text.Subwords;

/// <summary>Whole words, or the unknown token.</summary>
internal sealed class WordLevelModel(Dictionary<string, int> vocabulary, string unknownToken) : ISubwordModel
{
    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        if (vocabulary.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var id) || vocabulary.TryGetValue(unknownToken, out id))
            return [new Subword(id, 0, word.Length)];
        throw new TokenizerException($"The word '{word}' is not in the vocabulary, which lacks the unknown token '{unknownToken}' too.");
    }
}
