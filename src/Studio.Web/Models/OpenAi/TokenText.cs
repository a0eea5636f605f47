using System.Text;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>Tokens as texts, of which some are half a character.</summary>
internal static class TokenText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>As it reads; special tokens by their names.</summary>
    public static string Of(TokenLogprob token) => Of(token.Token, token.Bytes);

    public static string Of(string name, byte[] bytes)
    {
        if (bytes.Length == 0)
            return name;
        try
        {
            return Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            // The notation that the older endpoint has for what is no character by itself.
            return "bytes:" + string.Concat(bytes.Select(b => $"\\x{b:x2}"));
        }
    }

    /// <summary>Characters that it adds to a text; those of a split character count with its first token.</summary>
    public static int Width(byte[] bytes) => bytes.Length == 0 ? 0 : Encoding.UTF8.GetString([.. bytes.SkipWhile(b => (b & 0xC0) == 0x80)]).Length;

    /// <summary>The end of an answer is no part of it.</summary>
    public static IEnumerable<TokenLogprob> Written(IEnumerable<TokenLogprob> tokens) => tokens.Where(token => token.Bytes.Length > 0);
}
