using System.Collections;

namespace Studio.Trainer.Generation.Schemas;

/// <summary>One thing that a rule asks for: a byte of a set, or what another rule describes.</summary>
/// <param name="Set">256 entries; null where <paramref name="Rule"/> counts.</param>
/// <param name="Rule">The number of a rule.</param>
internal sealed record GrammarElement(BitArray? Set, int Rule)
{
    public static GrammarElement OfRule(int rule) => new(null, rule);

    public static GrammarElement OfByte(byte value) => OfRange(value, value);

    public static GrammarElement OfRange(byte first, byte last) => OfBytes(Enumerable.Range(first, last - first + 1).Select(b => (byte)b));

    public static GrammarElement OfBytes(IEnumerable<byte> values)
    {
        var set = new BitArray(256);
        foreach (byte value in values)
            set[value] = true;
        return new(set, -1);
    }
}

/// <summary>A context-free grammar over bytes. Each rule is a choice of sequences.</summary>
internal sealed class ByteGrammar
{
    private readonly List<GrammarElement[][]> _rules = [];

    public int Start { get; set; }

    public IReadOnlyList<GrammarElement[]> this[int rule] => _rules[rule];

    /// <summary>A rule to be filled in later, so that rules may name each other.</summary>
    public int Reserve()
    {
        _rules.Add([]);
        return _rules.Count - 1;
    }

    public void Fill(int rule, params GrammarElement[][] choices) => _rules[rule] = choices;

    public int Add(params GrammarElement[][] choices)
    {
        int rule = Reserve();
        Fill(rule, choices);
        return rule;
    }
}
