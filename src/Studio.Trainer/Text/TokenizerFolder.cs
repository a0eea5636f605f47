using System.Text.Json;
using Studio.Trainer.Text.Files;
using Studio.Trainer.Text.SentencePiece;

namespace Studio.Trainer.Text;

/// <summary>Opens the tokenizer of a Hugging Face folder by the files that are there.</summary>
public static class TokenizerFolder
{
    private static readonly string[] FileNames =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt",
        "tokenizer.model", "chat_template.jinja",
    ];

    /// <summary>Prefers <c>tokenizer.json</c>, then <c>vocab.txt</c> (WordPiece), then <c>vocab.json</c> with <c>merges.txt</c> (byte-level BPE), then <c>tokenizer.model</c> (SentencePiece).</summary>
    /// <exception cref="TokenizerException">The folder holds no tokenizer, or one with a piece that is not known.</exception>
    public static ITokenizer Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new TokenizerException($"There is no folder '{folder}'; a tokenizer is read from a folder with tokenizer.json, vocab.txt, vocab.json and merges.txt, or tokenizer.model.");
        bool Has(string name) => File.Exists(Path.Combine(folder, name));
        if (Has("tokenizer.json")) return TokenizerJson.Load(folder);
        if (Has("vocab.txt")) return WordPieceTokenizer.Load(folder);
        if (Has("vocab.json") && Has("merges.txt")) return ByteLevelFiles.Load(folder);
        if (Has("tokenizer.model")) return SentencePieceTokenizer.Load(folder);
        throw new TokenizerException($"The folder '{folder}' holds no tokenizer; put tokenizer.json, vocab.txt, vocab.json with merges.txt, or tokenizer.model there.");
    }

    /// <summary>True where the folder has files that a tokenizer is made of.</summary>
    internal static bool IsIn(string folder) => new[] { "tokenizer.json", "vocab.txt", "vocab.json", "tokenizer.model" }.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>tokenizer_config.json first, then special_tokens_map.json, as far as they are there.</summary>
    internal static IReadOnlyList<JsonElement> ReadConfigurations(string folder)
    {
        var found = new List<JsonElement>();
        foreach (var name in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) found.Add(ReadJson(path));
        }

        return found;
    }

    internal static JsonElement ReadJson(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        }
        catch (JsonException e)
        {
            throw new TokenizerException($"'{path}' is not valid JSON: {e.Message}", e);
        }
    }

    internal static IReadOnlyDictionary<string, byte[]> ReadFiles(string folder) =>
        FileNames.Where(name => File.Exists(Path.Combine(folder, name))).ToDictionary(static name => name, name => File.ReadAllBytes(Path.Combine(folder, name)));
}
