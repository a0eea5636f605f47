namespace Studio.Trainer.Text;

/// <summary>The tokens of one text before special tokens are put around them.</summary>
/// <param name="capacity">About how many tokens are expected.</param>
internal sealed class TokenRun(int capacity = 16)
{
    public List<int> Ids { get; } = new(capacity);
    public List<string> Tokens { get; } = new(capacity);
    public List<TextSpan> Offsets { get; } = new(capacity);
    public List<int> WordIds { get; } = new(capacity);

    public int Count => Ids.Count;

    public void Add(int id, string token, TextSpan offset, int word)
    {
        Ids.Add(id);
        Tokens.Add(token);
        Offsets.Add(offset);
        WordIds.Add(word);
    }

    /// <summary>At most <paramref name="count"/> tokens, cut at the given end.</summary>
    public TokenRun Keep(int count, TruncationSide side)
    {
        if (count >= Count) return this;
        count = Math.Max(0, count);
        return Slice(side == TruncationSide.Right ? 0 : Count - count, count);
    }

    public TokenRun Slice(int start, int count)
    {
        var part = new TokenRun(count);
        part.Ids.AddRange(Ids.GetRange(start, count));
        part.Tokens.AddRange(Tokens.GetRange(start, count));
        part.Offsets.AddRange(Offsets.GetRange(start, count));
        part.WordIds.AddRange(WordIds.GetRange(start, count));
        return part;
    }
}
