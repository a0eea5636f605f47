using System.Text.Json;
using Studio.Trainer.Text.PostProcessing;

namespace Studio.Trainer.Text.Files;

/// <summary>Opens a <c>tokenizer.json</c> of Hugging Face's tokenizers library. A component that is not known is refused by its name, never guessed.</summary>
internal static class TokenizerJson
{
    public static ITokenizer Load(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        var root = TokenizerFolder.ReadJson(path);
        try
        {
            return new PipelineTokenizer(Parts(root, folder));
        }
        catch (TokenizerException e)
        {
            throw new TokenizerException($"'{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new TokenizerException($"'{path}' is not built as a tokenizer.json is: {e.Message}", e);
        }
    }

    private static TokenizerParts Parts(JsonElement root, string folder)
    {
        var model = ModelReader.Read(root.GetProperty("model"));
        var added = root.Child("added_tokens") is { } tokens ? tokens.EnumerateArray().Select(AddedTokenReader.Read).ToList() : [];
        int? IdOf(string token) => added.Find(entry => entry.Content == token)?.Id ?? (model.Vocabulary.TryGetValue(token, out var id) ? id : null);
        var processor = PostProcessorReader.Read(root.Child("post_processor"), IdOf);
        var special = SpecialTokenNames.Read(TokenizerFolder.ReadConfigurations(folder), IdOf);
        return new TokenizerParts
        {
            Model = model,
            Normalizer = root.Child("normalizer") is { } normalizer ? NormalizerReader.Read(normalizer) : null,
            PreTokenizer = root.Child("pre_tokenizer") is { } preTokenizer ? PreTokenizerReader.Read(preTokenizer) : null,
            Template = processor.Template ?? TokenTemplate.Plain,
            OffsetTrimming = processor.Trimming,
            FirstKeepsOdd = model is Subwords.WordPieceModel,
            Decoder = root.Child("decoder") is { } decoder ? DecoderReader.Read(decoder) : null,
            AddedTokens = added,
            SpecialTokens = special with { Cls = special.Cls ?? processor.Cls, Sep = special.Sep ?? processor.Sep },
            Files = TokenizerFolder.ReadFiles(folder),
        };
    }
}
