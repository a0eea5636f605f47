using System.Text;
using System.Text.Json;
using Studio.Trainer.Text.Decoding;
using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.PostProcessing;
using Studio.Trainer.Text.PreTokenizers;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text.Files;

/// <summary>Opens <c>vocab.json</c> with <c>merges.txt</c>: GPT-2's tokenizer, or the one whose class tokenizer_config.json names.</summary>
internal static class ByteLevelFiles
{
    private const string QwenExpression =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static ITokenizer Load(string folder)
    {
        var vocabulary = ReadVocabulary(Path.Combine(folder, "vocab.json"));
        var merges = File.ReadLines(Path.Combine(folder, "merges.txt")).Where(static line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select(ModelReader.Pair);
        var configurations = TokenizerFolder.ReadConfigurations(folder);
        var name = (configurations.Count > 0 ? configurations[0].Text("tokenizer_class") : null) ?? "GPT2Tokenizer";
        var prefix = configurations.Count > 0 && configurations[0].Flag("add_prefix_space");
        int? IdOf(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;
        var added = Added(folder, configurations, IdOf).ToList();
        var parts = new TokenizerParts
        {
            Model = new BytePairModel(vocabulary, merges, new BytePairSettings()),
            PreTokenizer = new ByteLevelPreTokenizer(prefix, useRegex: true),
            Decoder = new ByteLevelDecoder(),
            AddedTokens = added,
            SpecialTokens = SpecialTokenNames.Read(configurations, token => added.Find(entry => entry.Content == token)?.Id ?? IdOf(token)),
            Files = TokenizerFolder.ReadFiles(folder),
        };
        return new PipelineTokenizer(name.Replace("Fast", "", StringComparison.Ordinal) switch
        {
            "GPT2Tokenizer" or "CodeGenTokenizer" => parts,
            "RobertaTokenizer" or "BartTokenizer" or "LongformerTokenizer" => Roberta(parts, IdOf, prefix),
            "Qwen2Tokenizer" => parts with
            {
                Normalizer = new UnicodeNormalizer(NormalizationForm.FormC),
                PreTokenizer = new PreTokenizerSequence(
                    [new PatternPreTokenizer(TextPattern.Expression(QwenExpression), SplitBehavior.Isolated), new ByteLevelPreTokenizer(false, useRegex: false)]),
            },
            _ => throw new TokenizerException($"'{folder}' has a tokenizer of the class {name}, which cannot be opened from vocab.json and merges.txt; put its tokenizer.json there."),
        });
    }

    private static TokenizerParts Roberta(TokenizerParts parts, Func<string, int?> idOf, bool prefix)
    {
        if (idOf("<s>") is not { } open || idOf("</s>") is not { } close) throw new TokenizerException("The vocabulary lacks <s> or </s>.");
        var (cls, sep) = (TokenTemplate.Token(open, "<s>", 0), TokenTemplate.Token(close, "</s>", 0));
        return parts with
        {
            Template = new TokenTemplate(
                [cls, TokenTemplate.Text(0, 0), sep], [cls, TokenTemplate.Text(0, 0), sep, sep, TokenTemplate.Text(1, 0), sep]),
            OffsetTrimming = (true, prefix),
            SpecialTokens = parts.SpecialTokens with { Cls = parts.SpecialTokens.Cls ?? open, Sep = parts.SpecialTokens.Sep ?? close },
        };
    }

    private static IEnumerable<AddedToken> Added(string folder, IReadOnlyList<JsonElement> configurations, Func<string, int?> idOf)
    {
        var named = configurations.SelectMany(AddedTokenReader.ReadAll).DistinctBy(static token => token.Id).ToList();
        var path = Path.Combine(folder, "added_tokens.json");
        var others = File.Exists(path) ? TokenizerFolder.ReadJson(path).EnumerateObject().Select(static entry => new AddedToken(entry.Value.GetInt32(), entry.Name)) : [];
        foreach (var token in named.Concat(others).DistinctBy(static token => token.Id)) yield return token;
        if (named.Count > 0) yield break;
        foreach (var special in new[] { "<|endoftext|>", "<s>", "<pad>", "</s>", "<unk>", "<mask>" })
            if (idOf(special) is { } id) yield return new AddedToken(id, special) { Special = true, LeftStrip = special == "<mask>" };
    }

    private static Dictionary<string, int> ReadVocabulary(string path)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in TokenizerFolder.ReadJson(path).EnumerateObject()) vocabulary[entry.Name] = entry.Value.GetInt32();
        return vocabulary;
    }
}
