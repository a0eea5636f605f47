using System.Text.Json;
using Studio.Trainer.Text.Files;
using Studio.Trainer.Text.Decoding;
using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.PostProcessing;
using Studio.Trainer.Text.PreTokenizers;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text;

/// <summary>BERT's tokenizer (Devlin et al. 2018), id for id as Hugging Face's BertTokenizerFast.</summary>
public static class WordPieceTokenizer
{
    /// <summary>The five special tokens, in the order in which a new vocabulary begins with them.</summary>
    public static IReadOnlyList<string> SpecialNames { get; } = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>A tokenizer over a vocabulary in id order, such as <see cref="Training.WordPieceTrainer"/> makes.</summary>
    /// <exception cref="TokenizerException">The vocabulary lacks one of the special tokens or names a token twice.</exception>
    public static ITokenizer Create(IReadOnlyList<string> vocabulary, bool lowercase, int modelMaxLength = 512)
    {
        var ids = WordPieceFiles.Number(vocabulary);
        return Assemble(ids, new BertSettings(lowercase), [], WordPieceFiles.Write(vocabulary, lowercase, modelMaxLength));
    }

    /// <summary>Reads <c>vocab.txt</c> with what <c>tokenizer_config.json</c> says about case, accents and ideographs.</summary>
    internal static ITokenizer Load(string folder)
    {
        var path = Path.Combine(folder, "vocab.txt");
        var lines = File.ReadAllText(path).Split('\n').Select(static line => line.TrimEnd('\r')).ToList();
        if (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        var configurations = TokenizerFolder.ReadConfigurations(folder);
        var settings = configurations.Count == 0 ? new BertSettings(!lines.Any(IsCased)) : BertSettings.Read(configurations[0]);
        var ids = new Dictionary<string, int>(lines.Count, StringComparer.Ordinal);

        // Where a line stands twice the later one counts, as it does in Hugging Face's reader.
        for (var i = 0; i < lines.Count; i++) ids[lines[i]] = i;
        return Assemble(ids, settings, configurations, TokenizerFolder.ReadFiles(folder));
    }

    /// <summary>Without a configuration the vocabulary itself tells: an uncased one has no upper-case letter outside of [CLS] and its like.</summary>
    private static bool IsCased(string token) => token.Length > 0 && token[0] != '[' && token.Any(char.IsAsciiLetterUpper);

    private static PipelineTokenizer Assemble(
        Dictionary<string, int> vocabulary, BertSettings settings, IReadOnlyList<JsonElement> configurations,
        IReadOnlyDictionary<string, byte[]> files)
    {
        int? IdOf(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;
        var special = SpecialTokenNames.Read(configurations, IdOf);
        if (special.Cls is not { } cls || special.Sep is not { } sep || special.Unk is not { } unk)
            throw new TokenizerException("The vocabulary lacks [CLS], [SEP] or [UNK], without which BERT's tokenizer cannot work.");
        var names = vocabulary.ToDictionary(static pair => pair.Value, static pair => pair.Key);
        var added = new[] { special.Pad, special.Unk, special.Cls, special.Sep, special.Mask }.OfType<int>().Distinct()
            .Select(id => new AddedToken(id, names[id]) { Special = true }).ToList();
        var (open, close) = (TokenTemplate.Token(cls, names[cls], 0), TokenTemplate.Token(sep, names[sep], 0));
        return new PipelineTokenizer(new TokenizerParts
        {
            Model = new WordPieceModel(vocabulary, names[unk]),
            Normalizer = new BertNormalizer(true, settings.TokenizeChineseChars, settings.StripAccents ?? settings.Lowercase, settings.Lowercase),
            PreTokenizer = new BertPreTokenizer(),
            Template = new TokenTemplate(
                [open, TokenTemplate.Text(0, 0), close],
                [open, TokenTemplate.Text(0, 0), close, TokenTemplate.Text(1, 1), close with { TypeId = 1 }]),
            Decoder = new WordPieceDecoder(),
            FirstKeepsOdd = true,
            AddedTokens = added,
            SpecialTokens = special,
            Files = files,
        });
    }
}
