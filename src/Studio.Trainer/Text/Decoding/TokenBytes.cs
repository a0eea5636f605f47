namespace Studio.Trainer.Text.Decoding;

/// <summary>What a token writes when it stands in the middle of a text, as bytes, since a character may be spread over several tokens.</summary>
internal static class TokenBytes
{
    private const char VisibleBlank = '\u2581';

    public static byte[] Of(string token, ITokenDecoder? decoder)
    {
        if (Uses<ByteLevelDecoder>(decoder) && token.All(static c => ByteCharacters.TryByte(c, out _)))
            return [.. token.Select(static c => ByteCharacters.TryByte(c, out var value) ? value : (byte)0)];
        if (ByteFallbackDecoder.ByteOf(token) is { } single && !Uses<ByteLevelDecoder>(decoder)) return [single];

        // In front of every other token stands the end of a text, so that nothing is stripped off as its beginning.
        var text = decoder is null ? " " + token : Uses<ByteFallbackDecoder>(decoder) || decoder is SentencePiece.SentencePieceDecoder or MetaspaceDecoder
            ? token.Replace(VisibleBlank, ' ')
            : string.Concat(decoder.Decode(["a", token]))[1..];
        return System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static bool Uses<T>(ITokenDecoder? decoder) => decoder is T || (decoder is DecoderSequence sequence && sequence.Parts.Any(Uses<T>));
}
