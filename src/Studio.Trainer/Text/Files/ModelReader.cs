using System.Text.Json;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text.Files;

internal static class ModelReader
{
    public static ISubwordModel Read(JsonElement component) => Kind(component) switch
    {
        "WordPiece" => new WordPieceModel(
            Vocabulary(component), component.Text("unk_token") ?? "[UNK]", component.Text("continuing_subword_prefix") ?? "##",
            component.Child("max_input_chars_per_word")?.GetInt32() ?? 100),
        "BPE" => BytePair(component),
        "Unigram" => new UnigramModel(
            [.. component.GetProperty("vocab").EnumerateArray().Select(static piece => (piece[0].GetString()!, piece[1].GetDouble()))],
            component.Child("unk_id")?.GetInt32(), component.Flag("byte_fallback")),
        "WordLevel" => new WordLevelModel(Vocabulary(component), component.Text("unk_token") ?? "<unk>"),
        _ => throw component.Unknown("model"),
    };

    public static Dictionary<string, int> Vocabulary(JsonElement component, string field = "vocab")
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in component.GetProperty(field).EnumerateObject()) vocabulary[entry.Name] = entry.Value.GetInt32();
        return vocabulary;
    }

    /// <summary>Old files do not name the model; then its fields tell.</summary>
    private static string Kind(JsonElement component) => component switch
    {
        _ when component.Kind().Length > 0 => component.Kind(),
        _ when component.Child("merges") is not null => "BPE",
        _ when component.Child("vocab") is { ValueKind: JsonValueKind.Array } => "Unigram",
        _ when component.Child("max_input_chars_per_word") is not null => "WordPiece",
        _ => "",
    };

    private static BytePairModel BytePair(JsonElement component)
    {
        if (component.Child("dropout") is { } dropout && dropout.GetDouble() > 0)
            throw new TokenizerException("the model's dropout is above 0, so that it has no one answer; set it to null.");
        var merges = component.GetProperty("merges").EnumerateArray().Select(static merge =>
            merge.ValueKind == JsonValueKind.Array ? (merge[0].GetString()!, merge[1].GetString()!) : Pair(merge.GetString()!));
        return new BytePairModel(Vocabulary(component), merges, new BytePairSettings
        {
            UnknownToken = component.Text("unk_token"),
            FuseUnknown = component.Flag("fuse_unk"),
            ByteFallback = component.Flag("byte_fallback"),
            IgnoreMerges = component.Flag("ignore_merges"),
            ContinuingSubwordPrefix = component.Text("continuing_subword_prefix") ?? "",
            EndOfWordSuffix = component.Text("end_of_word_suffix") ?? "",
        });
    }

    /// <summary>Two tokens with a blank between them, as merges.txt has them.</summary>
    public static (string Left, string Right) Pair(string line) => line.Split(' ') is [var left, var right]
        ? (left, right)
        : throw new TokenizerException($"the merge '{line}' is not two tokens with a blank between them.");
}
