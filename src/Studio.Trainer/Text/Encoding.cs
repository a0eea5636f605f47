namespace Studio.Trainer.Text;

/// <summary>One encoded text or pair. All arrays have one entry per token.</summary>
public sealed record Encoding
{
    public required int[] Ids { get; init; }

    /// <summary>0 for the first text and what surrounds it, 1 for the second.</summary>
    public required int[] TypeIds { get; init; }

    public required string[] Tokens { get; init; }

    /// <summary>Where the token stands in its own text, in UTF-16 code units; special tokens have the empty span at 0.</summary>
    public required TextSpan[] Offsets { get; init; }

    /// <summary>Index of the word that the token is part of, counted within its own text; -1 for special tokens.</summary>
    public required int[] WordIds { get; init; }

    /// <summary>True where the tokenizer put the token there itself and not the text.</summary>
    public required bool[] SpecialTokensMask { get; init; }

    /// <summary>True where tokens were cut to keep within the maximal length.</summary>
    public bool Truncated { get; init; }

    public int Length => Ids.Length;
}

/// <summary>The half-open range from <paramref name="Start"/> to <paramref name="End"/>.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;
}
