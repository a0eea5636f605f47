namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>Writes pairs of all kinds in turn, none of them twice.</summary>
internal sealed class PairWriter
{
    private readonly IPairKind[] _kinds;

    public PairWriter()
    {
        var sentiment = new ClassPairs("sentiment");
        var intent = new ClassPairs("intent");
        _kinds =
        [
            sentiment, new ClassPairs("topic"), intent, new FactPairs(claims: false), new FactPairs(claims: true), new ExtractPairs(), new RewritePairs(),
            new NumberPairs(), new ListPairs(), new StoryPairs(new StoryWriter()),
        ];
    }

    /// <summary>Pairs without end. A question that stood already is left out.</summary>
    public IEnumerable<Pair> Write(Random random)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int turn = 0; ; turn++)
        {
            var pair = _kinds[turn % _kinds.Length].Write(random);
            if (seen.Add(pair.Question))
                yield return pair;
        }
    }
}
