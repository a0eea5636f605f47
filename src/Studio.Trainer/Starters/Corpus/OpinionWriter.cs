using System.Text.Json;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>
/// Writes what people type today: opinions of films, places and things that keep to one mind, plots that are told without one, requests to a company and
/// short messages. Books of a hundred years ago teach neither these words nor which of them go together.
/// </summary>
internal sealed class OpinionWriter
{
    private readonly Grammar _grammar;
    private readonly string[][] _kinds;

    public OpinionWriter()
    {
        using var file = Grammar.Read("opinions");
        _grammar = Grammar.Words.With(file.RootElement.GetProperty("words"));
        // A kind is chosen as often as it has patterns.
        _kinds = [.. file.RootElement.GetProperty("kinds").EnumerateObject().Select(static kind => kind.Value.Deserialize<string[]>()!).SelectMany(static kind => Enumerable.Repeat(kind, kind.Length))];
    }

    public string Write(Random random)
    {
        var patterns = _kinds[random.Next(_kinds.Length)];
        var telling = new Telling(_grammar, random);
        telling.Keep("hero", "person");
        int sentences = 1 + Math.Min(random.Next(6), random.Next(6));
        return string.Join(' ', Enumerable.Range(0, sentences).Select(_ => telling.SayOne(patterns)).Distinct());
    }
}
