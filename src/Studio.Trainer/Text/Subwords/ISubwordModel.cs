namespace Studio.Trainer.Text.Subwords;

/// <summary>A piece of a word; the range is in UTF-16 units within the word. <paramref name="Surface"/> shows the word's own text as the token.</summary>
internal readonly record struct Subword(int Id, int Start, int End, bool Surface = false);

/// <summary>Cuts a word into pieces of the vocabulary. The same word always gives the same pieces.</summary>
internal interface ISubwordModel
{
    IReadOnlyDictionary<string, int> Vocabulary { get; }

    Subword[] Tokenize(ReadOnlySpan<char> word);
}
