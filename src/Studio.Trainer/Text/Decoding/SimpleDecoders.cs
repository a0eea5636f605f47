using System.Globalization;

namespace Studio.Trainer.Text.Decoding;

/// <summary>One after the other.</summary>
internal sealed class DecoderSequence(IReadOnlyList<ITokenDecoder> parts) : ITokenDecoder
{
    public IReadOnlyList<ITokenDecoder> Parts => parts;

    public List<string> Decode(List<string> tokens) => parts.Aggregate(tokens, static (current, part) => part.Decode(current));
}

/// <summary>Printable characters back to bytes, and those read as UTF-8; broken sequences become U+FFFD.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            var mapped = new List<byte>(token.Length);
            foreach (var c in token)
                if (ByteCharacters.TryByte(c, out var value)) mapped.Add(value);
            bytes.AddRange(mapped.Count == token.Length ? mapped : System.Text.Encoding.UTF8.GetBytes(token));
        }

        return [System.Text.Encoding.UTF8.GetString([.. bytes])];
    }
}

/// <summary>Runs of tokens such as <c>&lt;0xE2&gt;</c> become the text that their bytes spell; a broken run becomes one U+FFFD for each byte.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    private static readonly System.Text.UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public List<string> Decode(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (ByteOf(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, result);
            result.Add(token);
        }

        Flush(bytes, result);
        return result;
    }

    internal static byte? ByteOf(string token) => token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Flush(List<byte> bytes, List<string> result)
    {
        if (bytes.Count == 0) return;
        try
        {
            result.Add(Strict.GetString([.. bytes]));
        }
        catch (System.Text.DecoderFallbackException)
        {
            result.AddRange(bytes.Select(static _ => "\uFFFD"));
        }

        bytes.Clear();
    }
}

/// <summary>Replaced blanks become blanks again, and the one that was put in front goes.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool prepended) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, i) => i == 0 && prepended
        ? token.Replace(replacement.ToString(), "", StringComparison.Ordinal)
        : token.Replace(replacement, ' '))];
}

internal sealed class FuseDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Takes up to so many characters off each end of every token.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select(token =>
    {
        var from = token.TakeWhile((c, i) => i < start && c == content).Count();
        var to = token.Length - token.Reverse().TakeWhile((c, i) => i < stop && c == content).Count();
        return to > from ? token[from..to] : "";
    })];
}

internal sealed class ReplaceDecoder(TextPattern pattern, string content) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) =>
        [.. tokens.Select(token => string.Concat(pattern.Find(token).Select(part => part.Matched ? content : token[part.Range.Start..part.Range.End])))];
}

/// <summary>The mark at the end of a word becomes a blank, but none at the end of the text.</summary>
internal sealed class SuffixDecoder(string suffix) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) =>
        [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
}
