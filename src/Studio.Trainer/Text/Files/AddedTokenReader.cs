using System.Globalization;
using System.Text.Json;

namespace Studio.Trainer.Text.Files;

internal static class AddedTokenReader
{
    /// <summary>An entry of <c>added_tokens</c> in tokenizer.json.</summary>
    public static AddedToken Read(JsonElement token) => Read(token, token.GetProperty("id").GetInt32());

    /// <summary>All of <c>added_tokens_decoder</c> in tokenizer_config.json.</summary>
    public static IEnumerable<AddedToken> ReadAll(JsonElement configuration) => configuration.Child("added_tokens_decoder") is { } tokens
        ? tokens.EnumerateObject().Select(static entry => Read(entry.Value, int.Parse(entry.Name, CultureInfo.InvariantCulture)))
        : [];

    private static AddedToken Read(JsonElement token, int id) => new(id, token.GetProperty("content").GetString()!)
    {
        Special = token.Flag("special"),
        SingleWord = token.Flag("single_word"),
        LeftStrip = token.Flag("lstrip"),
        RightStrip = token.Flag("rstrip"),
        Normalized = token.Flag("normalized"),
    };
}
