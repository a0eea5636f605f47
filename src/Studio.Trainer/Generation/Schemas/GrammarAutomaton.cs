namespace Studio.Trainer.Generation.Schemas;

/// <summary>
/// Follows a grammar byte by byte. A state is the set of places at which the text so far may stand; equal sets have one number, so that what
/// was worked out for a state once is kept.
/// </summary>
internal sealed class GrammarAutomaton
{
    public const int Dead = -1;
    private const int StatesAtMost = 200_000;

    private readonly ByteGrammar _grammar;
    private readonly Dictionary<(GrammarElement[] Sequence, int Index, Frame? Below), Frame> _frames = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Frame?[]> _states = [];
    private readonly List<int[]?> _next = [];

    public GrammarAutomaton(ByteGrammar grammar)
    {
        _grammar = grammar;
        var places = new HashSet<Frame?>(FrameEquality.Instance);
        foreach (var choice in grammar[grammar.Start])
            Expand(choice, 0, null, places);
        First = Number(places);
    }

    /// <summary>The state before the first byte.</summary>
    public int First { get; }

    /// <summary>True where the text may end here.</summary>
    public bool MayEnd(int state) => _states[state].Contains(null);

    /// <summary>True where nothing can follow.</summary>
    public bool MustEnd(int state) => _states[state] is [null];

    /// <summary>The state after a byte, or <see cref="Dead"/>.</summary>
    public int Next(int state, byte value)
    {
        var known = _next[state] ??= Enumerable.Repeat(int.MinValue, 256).ToArray();
        return known[value] != int.MinValue ? known[value] : known[value] = Follow(state, value);
    }

    private int Follow(int state, byte value)
    {
        var places = new HashSet<Frame?>(FrameEquality.Instance);
        foreach (var place in _states[state])
            if (place is not null && place.Sequence[place.Index].Set![value])
                Expand(place.Sequence, place.Index + 1, place.Below, places);
        return places.Count == 0 ? Dead : Number(places);
    }

    /// <summary>Adds the places at which a byte is asked for next.</summary>
    private void Expand(GrammarElement[] sequence, int index, Frame? below, HashSet<Frame?> places)
    {
        if (index == sequence.Length)
        {
            if (below is null)
                places.Add(null);
            else
                Expand(below.Sequence, below.Index, below.Below, places);
            return;
        }
        var element = sequence[index];
        if (element.Set is not null)
        {
            places.Add(Intern(sequence, index, below));
            return;
        }
        // What comes after the rule; a rule at the end of a sequence leaves nothing behind, so that lists do not pile up.
        var after = index + 1 == sequence.Length ? below : Intern(sequence, index + 1, below);
        foreach (var choice in _grammar[element.Rule])
            Expand(choice, 0, after, places);
    }

    private Frame Intern(GrammarElement[] sequence, int index, Frame? below)
    {
        if (!_frames.TryGetValue((sequence, index, below), out var frame))
            _frames.Add((sequence, index, below), frame = new(_frames.Count, sequence, index, below));
        return frame;
    }

    private int Number(HashSet<Frame?> places)
    {
        var ordered = places.OrderBy(p => p?.Id ?? -1).ToArray();
        string key = string.Join(',', ordered.Select(p => p?.Id ?? -1));
        if (_numbers.TryGetValue(key, out int number))
            return number;
        if (_states.Count >= StatesAtMost)
            throw new GenerationException("The answer to this JSON schema grew too deep or too long to be followed. Give its strings and lists smaller limits.");
        _numbers.Add(key, _states.Count);
        _states.Add(ordered);
        _next.Add(null);
        return _states.Count - 1;
    }

    private sealed record Frame(int Id, GrammarElement[] Sequence, int Index, Frame? Below);

    private sealed class FrameEquality : IEqualityComparer<Frame?>
    {
        public static FrameEquality Instance { get; } = new();

        public bool Equals(Frame? x, Frame? y) => ReferenceEquals(x, y);

        public int GetHashCode(Frame? frame) => frame?.Id ?? -1;
    }
}
