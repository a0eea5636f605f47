using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Trainer.Text.Files;

/// <summary>Makes the files of a byte-level BPE tokenizer, as GPT2TokenizerFast writes them, and the tokenizer out of the files.</summary>
internal static class ByteLevelWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ITokenizer Create(
        IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, IReadOnlyList<string> specialTokens, int modelMaxLength)
    {
        var folder = Directory.CreateTempSubdirectory("studio-tokenizer-");
        try
        {
            foreach (var (name, content) in Write(tokens, merges, specialTokens, modelMaxLength))
                File.WriteAllText(Path.Combine(folder.FullName, name), content);
            return TokenizerJson.Load(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, string Content)> Write(
        IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, IReadOnlyList<string> specialTokens, int modelMaxLength)
    {
        JsonObject Vocabulary() => new(tokens.Select(static (token, id) => KeyValuePair.Create<string, JsonNode?>(token, id)));
        var special = new JsonObject();
        if (specialTokens.Count > 0)
            foreach (var role in new[] { "bos_token", "eos_token", "pad_token", "unk_token" }) special[role] = specialTokens[0];
        var configuration = new JsonObject { ["tokenizer_class"] = "GPT2Tokenizer", ["add_prefix_space"] = false, ["model_max_length"] = modelMaxLength };
        foreach (var (role, token) in special) configuration[role] = token!.DeepClone();
        yield return ("vocab.json", Text(Vocabulary()));
        yield return ("merges.txt", "#version: 0.2\n" + string.Concat(merges.Select(static merge => $"{merge.Left} {merge.Right}\n")));
        yield return ("tokenizer.json", Text(Fast(Vocabulary(), merges, specialTokens)));
        yield return ("tokenizer_config.json", Text(configuration));
        yield return ("special_tokens_map.json", Text(special));
    }

    private static JsonObject Fast(JsonObject vocabulary, IReadOnlyList<(string Left, string Right)> merges, IReadOnlyList<string> specialTokens)
    {
        JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = true };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. specialTokens.Select(static (token, id) => new JsonObject
            {
                ["id"] = id, ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
            })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["post_processor"] = ByteLevel(),
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = null, ["continuing_subword_prefix"] = null, ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false, ["byte_fallback"] = false, ["ignore_merges"] = false, ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(static merge => new JsonArray(merge.Left, merge.Right))]),
            },
        };
    }

    private static string Text(JsonObject value) => value.ToJsonString(Indented) + "\n";
}
