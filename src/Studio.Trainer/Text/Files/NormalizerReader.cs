using System.Text;
using System.Text.Json;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.Files;

internal static class NormalizerReader
{
    public static INormalizer Read(JsonElement component) => component.Kind() switch
    {
        "Sequence" => new NormalizerSequence([.. component.GetProperty("normalizers").EnumerateArray().Select(Read)]),
        "BertNormalizer" => new BertNormalizer(
            component.Flag("clean_text", true), component.Flag("handle_chinese_chars", true),
            component.Child("strip_accents")?.GetBoolean() ?? component.Flag("lowercase", true), component.Flag("lowercase", true)),
        "NFC" => new UnicodeNormalizer(NormalizationForm.FormC),
        "NFD" => new UnicodeNormalizer(NormalizationForm.FormD),
        "NFKC" => new UnicodeNormalizer(NormalizationForm.FormKC),
        "NFKD" => new UnicodeNormalizer(NormalizationForm.FormKD),
        "Lowercase" => new LowercaseNormalizer(),
        "StripAccents" => new StripAccentsNormalizer(),
        "Strip" => new StripNormalizer(component.Flag("strip_left", true), component.Flag("strip_right", true)),
        "Prepend" => new PrependNormalizer(component.GetProperty("prepend").GetString()!),
        "Replace" => new ReplaceNormalizer(component.Pattern(), component.GetProperty("content").GetString()!),
        "Precompiled" => Precompiled(component),
        _ => throw component.Unknown("normalizer"),
    };

    /// <summary>An empty table replaces nothing.</summary>
    private static INormalizer Precompiled(JsonElement component)
    {
        var table = component.GetProperty("precompiled_charsmap").GetBytesFromBase64();
        return table.Length == 0 ? new NormalizerSequence([]) : new PrecompiledNormalizer(new CharacterMap(table));
    }
}
