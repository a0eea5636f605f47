namespace Studio.Trainer.Text.Decoding;

/// <summary>Turns tokens back into pieces of text; what the last decoder answers is joined without anything between.</summary>
internal interface ITokenDecoder
{
    List<string> Decode(List<string> tokens);
}
