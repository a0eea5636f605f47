using Studio.Trainer.Text;

namespace Studio.Trainer.Generation.Schemas;

/// <summary>Where one answer stands in its schema.</summary>
internal sealed class SchemaState(SchemaMasks masks)
{
    private int _state = masks.Automaton.First;

    /// <summary>True where the document is whole and nothing can follow.</summary>
    public bool IsComplete => masks.Automaton.MustEnd(_state);

    /// <summary>Gives minus infinity to every token that cannot follow.</summary>
    /// <exception cref="GenerationException">No token can.</exception>
    public void RuleOut(Span<float> scores)
    {
        ulong[] allowed = masks.Allowed(_state);
        bool any = false;
        for (int id = 0; id < scores.Length; id++)
        {
            if (id >> 6 >= allowed.Length || (allowed[id >> 6] & (1UL << (id & 63))) == 0)
                scores[id] = float.NegativeInfinity;
            else
                any = true;
        }
        if (!any)
            throw new GenerationException("No token of the model can go on with the JSON document that the schema asks for.");
    }

    public void Accept(int id)
    {
        foreach (byte value in masks.BytesOf(id))
            if (_state != GrammarAutomaton.Dead)
                _state = masks.Automaton.Next(_state, value);
        if (_state == GrammarAutomaton.Dead)
            throw new GenerationException("The answer left the JSON schema.");
    }
}

/// <summary>The tokens that may follow each state of a schema, for one tokenizer. Used by one thread.</summary>
internal sealed class SchemaMasks(ByteGrammar grammar, TokenTrie trie, IReadOnlySet<int> endIds)
{
    private const int MasksKept = 1024;
    private readonly Dictionary<int, ulong[]> _masks = [];

    public GrammarAutomaton Automaton { get; } = new(grammar);

    public byte[] BytesOf(int id) => trie.BytesOf(id);

    public ulong[] Allowed(int state)
    {
        if (_masks.TryGetValue(state, out ulong[]? mask))
            return mask;
        mask = new ulong[(trie.Size + 63) / 64];
        trie.Mark(Automaton, state, mask);
        if (Automaton.MayEnd(state))
            foreach (int id in endIds)
                mask[id >> 6] |= 1UL << (id & 63);
        if (_masks.Count >= MasksKept)
            _masks.Clear();
        return _masks[state] = mask;
    }
}

/// <summary>The bytes of all tokens, sharing their beginnings.</summary>
internal sealed class TokenTrie
{
    private readonly byte[][] _bytes;
    private readonly Node _root = new();

    public TokenTrie(ITokenizer tokenizer)
    {
        _bytes = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.BytesOf)];
        for (int id = 0; id < _bytes.Length; id++)
        {
            if (_bytes[id].Length == 0)
                continue;
            var node = _root;
            foreach (byte value in _bytes[id])
                node = node.Child(value);
            node.Ids.Add(id);
        }
    }

    public int Size => _bytes.Length;

    public byte[] BytesOf(int id) => id < _bytes.Length ? _bytes[id] : [];

    /// <summary>Sets the bits of all tokens whose bytes the automaton can follow from the state.</summary>
    public void Mark(GrammarAutomaton automaton, int state, ulong[] mask) => Mark(_root, automaton, state, mask);

    private static void Mark(Node node, GrammarAutomaton automaton, int state, ulong[] mask)
    {
        foreach (int id in node.Ids)
            mask[id >> 6] |= 1UL << (id & 63);
        foreach (var (value, child) in node.Children)
            if (automaton.Next(state, value) is var next && next != GrammarAutomaton.Dead)
                Mark(child, automaton, next, mask);
    }

    private sealed class Node
    {
        public List<int> Ids { get; } = [];

        public List<(byte Value, Node Node)> Children { get; } = [];

        public Node Child(byte value)
        {
            foreach (var (known, child) in Children)
                if (known == value)
                    return child;
            var made = new Node();
            Children.Add((value, made));
            return made;
        }
    }
}
