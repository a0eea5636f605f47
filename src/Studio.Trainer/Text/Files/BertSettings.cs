using System.Text.Json;

namespace Studio.Trainer.Text.Files;

/// <summary>The switches of BertTokenizer that stand in tokenizer_config.json. Accents follow the case unless they are named.</summary>
internal sealed record BertSettings(bool Lowercase, bool? StripAccents = null, bool TokenizeChineseChars = true)
{
    public static BertSettings Read(JsonElement configuration) => new(
        Flag(configuration, "do_lower_case") ?? true, Flag(configuration, "strip_accents"), Flag(configuration, "tokenize_chinese_chars") ?? true);

    private static bool? Flag(JsonElement configuration, string name) =>
        configuration.TryGetProperty(name, out var value) && (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            ? value.GetBoolean()
            : null;
}
