namespace Studio.Trainer.Text;

/// <summary>A token that is found in the text before anything else looks at it; the fields are those of tokenizer.json.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Left out when ids are decoded.</summary>
    public bool Special { get; init; }

    /// <summary>Found only where no letter, digit or underscore touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows the white space in front of it.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Swallows the white space behind it.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Found in the normalized text instead of the text as it came.</summary>
    public bool Normalized { get; init; }
}
