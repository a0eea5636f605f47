namespace Studio.Trainer.Text.Subwords;

/// <summary>Finds every piece that begins at a place, the shortest first.</summary>
internal sealed class PieceTrie
{
    private readonly Dictionary<(int Node, char Next), int> _edges = [];
    private readonly List<int> _ids = [-1];

    public void Add(string piece, int id)
    {
        var node = 0;
        foreach (var c in piece)
        {
            if (!_edges.TryGetValue((node, c), out var next))
            {
                _edges[(node, c)] = next = _ids.Count;
                _ids.Add(-1);
            }

            node = next;
        }

        _ids[node] = id;
    }

    /// <summary>Fills <paramref name="found"/> with the lengths and ids of the pieces at the start of <paramref name="text"/>.</summary>
    public void Find(ReadOnlySpan<char> text, List<(int Length, int Id)> found)
    {
        found.Clear();
        var node = 0;
        for (var i = 0; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
            if (_ids[node] >= 0) found.Add((i + 1, _ids[node]));
    }
}
