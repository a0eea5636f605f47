namespace Studio.Trainer.Text;

/// <summary>Stands for the tokenizer of a folder that has none: ids go in and out, texts cannot.</summary>
internal sealed class NoTokenizer(string folder) : ITokenizer
{
    public int VocabularySize => 0;

    public SpecialTokens SpecialTokens { get; } = new();

    public Encoding Encode(
        string text, string? textPair = null, int? maxLength = null, Truncation truncation = Truncation.LongestFirst, bool addSpecialTokens = true, TruncationSide side = TruncationSide.Right) => throw None();

    public IReadOnlyList<Encoding> EncodeWindows(string text, int maxLength, int stride) => throw None();

    public Encoding EncodeWords(IReadOnlyList<string> words, int? maxLength = null, bool addSpecialTokens = true) => throw None();

    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true) => "";

    public string? TokenOf(int id) => null;

    public byte[] BytesOf(int id) => [];

    public int? IdOf(string token) => null;

    public void Save(string folder)
    {
    }

    private TokenizerException None() => new($"The folder '{folder}' holds no tokenizer, so that the model takes token ids (input_ids) and no texts.");
}
