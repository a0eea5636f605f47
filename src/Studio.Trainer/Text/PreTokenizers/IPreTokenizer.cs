namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>Cuts a normalized text into words.</summary>
internal interface IPreTokenizer
{
    void Apply(Segments segments);
}
