namespace Studio.Trainer.Text;

/// <summary>Opens the tokenizer of a Hugging Face folder by the files that are there.</summary>
public static class TokenizerFolder
{
    /// <summary>Prefers <c>tokenizer.json</c>, then <c>vocab.txt</c> (WordPiece), then <c>vocab.json</c> with <c>merges.txt</c> (byte-level BPE), then <c>tokenizer.model</c> (SentencePiece).</summary>
    /// <exception cref="TokenizerException">The folder holds no tokenizer, or one with a piece that is not known.</exception>
    public static ITokenizer Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new TokenizerException($"There is no folder '{folder}'; a tokenizer is read from a folder with tokenizer.json, vocab.txt, vocab.json and merges.txt, or tokenizer.model.");
        throw new TokenizerException($"The folder '{folder}' holds no tokenizer; put tokenizer.json, vocab.txt, vocab.json with merges.txt, or tokenizer.model there.");
    }
}
