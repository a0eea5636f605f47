using System.Text.RegularExpressions;

namespace Studio.Core.Tuning.Bases;

/// <summary>Which files of a model are taken: weights as safetensors, its settings, its tokenizer, its licence and card. Nothing else comes in.</summary>
internal static partial class ModelFileNames
{
    public const string Weights = "model.safetensors", Index = "model.safetensors.index.json";

    /// <summary>No settings, tokenizer or card is larger.</summary>
    public const long LargestSmallFile = 256L << 20;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        Weights, Index, "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt",
        "vocab.json", "merges.txt", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "chat_template.jinja", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE",
    };

    private static readonly string[] PickleEndings = [".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".joblib"];

    public static bool IsTaken(string name) => Known.Contains(name) || IsShard(name);

    public static bool IsWeights(string name) => name == Weights || IsShard(name);

    /// <summary>Python's objects, or what is mostly used for them: reading one can run code.</summary>
    public static bool IsPickle(string name) => PickleEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsShard(string name) => Shard().IsMatch(name);

    [GeneratedRegex(@"^model-\d{1,6}-of-\d{1,6}\.safetensors$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shard();
}
