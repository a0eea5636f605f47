namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>The beginning of a story, and how it goes on.</summary>
internal sealed class StoryPairs(StoryWriter writer) : IPairKind
{
    private static readonly string[] Instructions = ["Continue the story.", "How does the story go on?", "Write the rest of this story.", "Tell what happens next."];

    public Pair Write(Random random)
    {
        var parts = writer.Sentences(random);
        int told = random.Next(1, parts.Count / 2);
        string begin = string.Join(' ', parts.Take(told)), rest = string.Join(' ', parts.Skip(told).Take(random.Next(3, 7)));
        return Pair.About("story", Instructions[random.Next(Instructions.Length)], begin, rest, random) with { Text = $"{begin} {rest}" };
    }
}
