using System.Globalization;
using System.Text;
using System.Text.Json;
using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.PreTokenizers;

namespace Studio.Trainer.Text.Files;

internal static class PreTokenizerReader
{
    public static IPreTokenizer Read(JsonElement component) => component.Kind() switch
    {
        "Sequence" => new PreTokenizerSequence([.. component.GetProperty("pretokenizers").EnumerateArray().Select(Read)]),
        "BertPreTokenizer" => new BertPreTokenizer(),
        "ByteLevel" => new ByteLevelPreTokenizer(component.Flag("add_prefix_space", true), component.Flag("use_regex", true)),
        "Metaspace" => new MetaspacePreTokenizer(component.Character("replacement"), Scheme(component), component.Flag("split", true)),
        "Whitespace" => new PatternPreTokenizer(TextPattern.Expression(@"\w+|[^\w\s]+"), SplitBehavior.Removed, invert: true),
        "WhitespaceSplit" => new CharacterPreTokenizer(Rune.IsWhiteSpace, SplitBehavior.Removed),
        "Punctuation" => new CharacterPreTokenizer(UnicodeKinds.IsPunctuation, Behavior(component, SplitBehavior.Isolated)),
        "Digits" => new CharacterPreTokenizer(IsNumeric, component.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "CharDelimiterSplit" => new PatternPreTokenizer(TextPattern.Literal(component.GetProperty("delimiter").GetString()!), SplitBehavior.Removed),
        "Split" => new PatternPreTokenizer(component.Pattern(), Behavior(component, null), component.Flag("invert")),
        _ => throw component.Unknown("pre-tokenizer"),
    };

    /// <summary>Newer files name the scheme, older ones say whether there is a blank in front.</summary>
    public static PrependScheme Scheme(JsonElement component) => component.Text("prepend_scheme") switch
    {
        null => component.Flag("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never,
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        var other => throw new TokenizerException($"the prepend_scheme \"{other}\" is not supported."),
    };

    private static SplitBehavior Behavior(JsonElement component, SplitBehavior? usual)
    {
        if (component.Text("behavior") is null && usual is { } otherwise) return otherwise;
        return Enum.TryParse<SplitBehavior>(component.Text("behavior"), out var behavior)
            ? behavior
            : throw new TokenizerException($"the behavior \"{component.Text("behavior")}\" of a {component.Kind()} pre-tokenizer is not supported.");
    }

    private static bool IsNumeric(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
