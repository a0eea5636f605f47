using System.Collections.Concurrent;

namespace Studio.Trainer.Text.Subwords;

/// <summary>Remembers how frequent words were cut. Text repeats its words, so most of the work is done once.</summary>
internal sealed class WordCache(ISubwordModel model)
{
    private const int MaxEntries = 100_000;
    private const int MaxWordLength = 48;

    private readonly ConcurrentDictionary<string, Subword[]> _known = new(StringComparer.Ordinal);
    private int _count;

    public Subword[] Tokenize(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxWordLength) return model.Tokenize(word);
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(word, out var pieces)) return pieces;
        pieces = model.Tokenize(word);

        // Reading Count of a concurrent dictionary takes all of its locks.
        if (Volatile.Read(ref _count) < MaxEntries && lookup.TryAdd(word, pieces)) Interlocked.Increment(ref _count);
        return pieces;
    }
}
