namespace Studio.Trainer.Text.Normalizers;

/// <summary>Rewrites a text before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>Answers the same instance where nothing changed.</summary>
    AlignedText Normalize(AlignedText text);
}
