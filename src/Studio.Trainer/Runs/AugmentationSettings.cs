namespace Studio.Trainer.Runs;

/// <summary>
/// Changed copies of the training rows (Wei and Zou, 2019; Belinkov and Bisk, 2018). Each rate is the share of words that it touches. Rows
/// that are measured on, for validation or test, are never changed.
/// </summary>
public sealed record AugmentationSettings
{
    /// <summary>Changed copies of each training row, beside the row itself.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Words with one letter hit on a neighbouring key, or with two letters swapped where the keyboard has none.</summary>
    public double TypoRate { get; init; } = 0.05;

    /// <summary>Words in capitals, in small letters, or with a capital in front.</summary>
    public double CasingRate { get; init; }

    /// <summary>Words that lose one letter.</summary>
    public double CharacterDeletionRate { get; init; }

    /// <summary>Words left out; never the last one, and never a word that is part of a span.</summary>
    public double WordDeletionRate { get; init; }

    /// <summary>Words of <see cref="Synonyms"/> that are exchanged.</summary>
    public double SynonymRate { get; init; } = 0.3;

    /// <summary>For a word in small letters, the words that may stand for it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Synonyms { get; init; }

    /// <summary><c>qwerty</c>, <c>qwertz</c> or <c>azerty</c>.</summary>
    public string Keyboard { get; init; } = "qwerty";
}
