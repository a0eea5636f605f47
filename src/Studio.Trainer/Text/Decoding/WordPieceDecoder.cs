namespace Studio.Trainer.Text.Decoding;

/// <summary>Joins continuations to the word before them, puts a blank between words and, with clean-up, none before English punctuation.</summary>
internal sealed class WordPieceDecoder(string prefix = "##", bool cleanUp = true) : ITokenDecoder
{
    private static readonly (string From, string To)[] Replacements =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, i) => CleanUp(Joined(token, i)))];

    private string Joined(string token, int index)
    {
        if (index == 0) return token;
        return token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
    }

    private string CleanUp(string token) => cleanUp
        ? Replacements.Aggregate(token, static (text, pair) => text.Replace(pair.From, pair.To, StringComparison.Ordinal))
        : token;
}
