using System.Text.Json;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>Writes short stories in simple words: two friends, something that goes wrong, and how it ends.</summary>
internal sealed class StoryWriter
{
    private static readonly string[] Plots = ["lost", "help", "learn", "make", "storm", "share", "secret"];
    private readonly Dictionary<string, string[]> _parts;

    public StoryWriter()
    {
        using var file = Grammar.Read("stories");
        _parts = file.RootElement.Deserialize<Dictionary<string, string[]>>()!;
    }

    public string Write(Random random) => string.Join(' ', Sentences(random));

    /// <summary>A story as its parts, which follow one another.</summary>
    public IReadOnlyList<string> Sentences(Random random)
    {
        var telling = new Telling(Grammar.Words, random);
        telling.Keep("hero", "person");
        telling.Keep("friend", "person");
        string first = Plots[random.Next(Plots.Length)], second = Plots[random.Next(Plots.Length)];
        var plot = random.Next(5) > 0 || second == first ? _parts[first] : [.. _parts[first], .. _parts[second]];
        return [.. new[]
        {
            telling.SayOne(_parts["opening"]), telling.SayOne(_parts["weatherline"]),
        }.Concat(plot.Select(telling.Say)).Append(telling.SayOne(_parts["ending"])).Where(static part => part.Length > 0)];
    }
}
