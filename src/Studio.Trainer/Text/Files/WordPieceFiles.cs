using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Trainer.Text.Files;

/// <summary>The files of a BERT tokenizer, as Hugging Face's save_pretrained writes them.</summary>
internal static class WordPieceFiles
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Dictionary<string, int> Number(IReadOnlyList<string> vocabulary)
    {
        var ids = new Dictionary<string, int>(vocabulary.Count, StringComparer.Ordinal);
        for (var i = 0; i < vocabulary.Count; i++)
            if (!ids.TryAdd(vocabulary[i], i))
                throw new TokenizerException($"The vocabulary names the token '{vocabulary[i]}' twice, at {ids[vocabulary[i]]} and {i}.");
        return ids;
    }

    public static Dictionary<string, byte[]> Write(IReadOnlyList<string> vocabulary, bool lowercase, int modelMaxLength)
    {
        var special = new JsonObject
        {
            ["cls_token"] = "[CLS]", ["mask_token"] = "[MASK]", ["pad_token"] = "[PAD]", ["sep_token"] = "[SEP]", ["unk_token"] = "[UNK]",
        };
        var configuration = new JsonObject
        {
            ["clean_up_tokenization_spaces"] = true,
            ["do_lower_case"] = lowercase,
            ["model_max_length"] = modelMaxLength,
            ["strip_accents"] = null,
            ["tokenize_chinese_chars"] = true,
            ["tokenizer_class"] = "BertTokenizer",
        };
        foreach (var (name, token) in special) configuration[name] = token!.DeepClone();
        return new Dictionary<string, byte[]>
        {
            ["vocab.txt"] = System.Text.Encoding.UTF8.GetBytes(string.Concat(vocabulary.Select(static token => token + "\n"))),
            ["tokenizer.json"] = Bytes(Fast(vocabulary, lowercase)),
            ["tokenizer_config.json"] = Bytes(configuration),
            ["special_tokens_map.json"] = Bytes(special),
        };
    }

    private static JsonObject Fast(IReadOnlyList<string> vocabulary, bool lowercase)
    {
        var ids = Number(vocabulary);
        JsonObject Token(string token, int type) => new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = type } };
        JsonObject Sequence(string name, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = type } };
        JsonObject Special(string token) => new() { ["id"] = token, ["ids"] = new JsonArray(ids[token]), ["tokens"] = new JsonArray(token) };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. WordPieceTokenizer.SpecialNames.Where(ids.ContainsKey).Select(token => new JsonObject
            {
                ["id"] = ids[token], ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false,
                ["normalized"] = false, ["special"] = true,
            })]),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = null, ["lowercase"] = lowercase,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = new JsonArray(Token("[CLS]", 0), Sequence("A", 0), Token("[SEP]", 0)),
                ["pair"] = new JsonArray(Token("[CLS]", 0), Sequence("A", 0), Token("[SEP]", 0), Sequence("B", 1), Token("[SEP]", 1)),
                ["special_tokens"] = new JsonObject { ["[CLS]"] = Special("[CLS]"), ["[SEP]"] = Special("[SEP]") },
            },
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = "##", ["max_input_chars_per_word"] = 100,
                ["vocab"] = new JsonObject(ids.Select(static pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
            },
        };
    }

    private static byte[] Bytes(JsonObject value) => System.Text.Encoding.UTF8.GetBytes(value.ToJsonString(Indented) + "\n");
}
