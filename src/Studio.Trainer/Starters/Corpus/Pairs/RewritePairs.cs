namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>Sentences and words to be changed: tense, number, politeness, opposites, capitals.</summary>
internal sealed class RewritePairs : IPairKind
{
    private readonly Rewrite[] _rewrites = FactFile.Rewrites;

    public Pair Write(Random random)
    {
        if (random.Next(6) == 0)
            return Capitals(random);
        var rewrite = _rewrites[random.Next(_rewrites.Length)];
        var telling = FactFile.Begin(FactFile.Words, rewrite.Let, random);
        string from = telling.Say(rewrite.From);
        return Pair.About("rewrite", rewrite.Ask[random.Next(rewrite.Ask.Length)], from, telling.Say(rewrite.To), random);
    }

    private static Pair Capitals(Random random)
    {
        var telling = new Telling(Grammar.Words, random);
        string text = telling.Say("{person} {do:1} {a|the} {color} {thing}.");
        return random.Next(2) == 0
            ? Pair.About("rewrite", "Write it in capital letters.", text, text.ToUpperInvariant(), random)
            : Pair.About("rewrite", "Write it in small letters.", text, text.ToLowerInvariant(), random);
    }
}
