namespace Studio.Trainer.Text;

/// <summary>
/// Turns text into a model's ids exactly as the Hugging Face tokenizer of the same files does. Instances are immutable and may be used
/// from several threads at once.
/// </summary>
public interface ITokenizer
{
    /// <summary>Ids run from 0 to this number, added tokens included.</summary>
    int VocabularySize { get; }

    SpecialTokens SpecialTokens { get; }

    /// <summary>Encodes a text, or a pair, with the special tokens that the model expects around it.</summary>
    /// <param name="text">The text as the user wrote it; nothing is cleaned beforehand.</param>
    /// <param name="textPair">The second text of a pair.</param>
    /// <param name="maxLength">Tokens of the result at most, special tokens included; null cuts nothing.</param>
    /// <param name="truncation">Where to cut what is too long.</param>
    /// <param name="addSpecialTokens">False leaves out [CLS], [SEP] and their like.</param>
    /// <param name="side">Which end of a text is cut.</param>
    Encoding Encode(
        string text, string? textPair = null, int? maxLength = null, Truncation truncation = Truncation.LongestFirst,
        bool addSpecialTokens = true, TruncationSide side = TruncationSide.Right);

    /// <summary>Encodes a long text as overlapping windows of at most <paramref name="maxLength"/> tokens, <paramref name="stride"/> of them shared by neighbours.</summary>
    IReadOnlyList<Encoding> EncodeWindows(string text, int maxLength, int stride);

    /// <summary>Encodes words that are already separated; <see cref="Encoding.WordIds"/> then are indices into <paramref name="words"/> and offsets are within the word.</summary>
    Encoding EncodeWords(IReadOnlyList<string> words, int? maxLength = null, bool addSpecialTokens = true);

    string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true);

    string? TokenOf(int id);

    /// <summary>The bytes of UTF-8 that a token writes inside a text; none for special tokens and ids without a token. A token may hold part of a character.</summary>
    byte[] BytesOf(int id);

    int? IdOf(string token);

    /// <summary>Writes the files that Hugging Face's AutoTokenizer needs into <paramref name="folder"/>.</summary>
    void Save(string folder);
}

/// <summary>Ids of the tokens with a meaning of their own; null where the tokenizer has no such token.</summary>
public sealed record SpecialTokens(
    int? Pad = null, int? Cls = null, int? Sep = null, int? Mask = null, int? Unk = null, int? Bos = null, int? Eos = null)
{
    /// <summary>True for every id listed here.</summary>
    public bool Contains(int id) => id == Pad || id == Cls || id == Sep || id == Mask || id == Unk || id == Bos || id == Eos;
}

/// <summary>What is cut when a text or pair is too long; the names are Hugging Face's.</summary>
public enum Truncation
{
    /// <summary>The longer of the two texts, token by token, until the pair fits.</summary>
    LongestFirst,
    OnlyFirst,
    OnlySecond,
}

/// <summary>The end at which a text is cut.</summary>
public enum TruncationSide
{
    Right,
    Left,
}
